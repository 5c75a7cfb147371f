//! The intake serves only what the root key signed, from a folder that is whole; else it says why, once.

mod support;

use sotto::day::Day;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::Stdio;
use support::{ANA, Intake, ROOT, now, roster, sealed, ticket, write_roster, write_site};

#[track_caller]
fn refuses(change: impl FnOnce(&Intake), because: &str) {
    let intake = Intake::make("8,8,8,8,8", &[]);
    change(&intake);
    let before = snapshot(&intake);
    let said = intake.refuses();
    assert!(said.contains(because), "{said}");
    assert_eq!(snapshot(&intake), before, "nothing was changed");
}

fn snapshot(intake: &Intake) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(intake.store())
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    // An empty journal may come or be cleaned; it holds nothing.
    files.retain(|(name, _)| name != "index.db-journal");
    files.sort();
    files
}

#[test]
fn a_site_that_the_root_key_did_not_sign_is_not_served() {
    refuses(
        |intake| write_site(&intake.folder.0.join("site"), ANA),
        "the site is not signed by this root key",
    );
    refuses(
        |intake| fs::write(intake.folder.0.join("site/form.js"), "other").unwrap(),
        "form.js is missing or not what was signed",
    );
    refuses(
        |intake| fs::remove_file(intake.folder.0.join("site/en/index.html")).unwrap(),
        "en/index.html is missing or not what was signed",
    );
    refuses(
        |intake| fs::remove_file(intake.folder.0.join("site/manifest.sig")).unwrap(),
        "manifest.sig",
    );
    refuses(
        |intake| fs::write(intake.folder.0.join("site/manifest.sig"), "signed").unwrap(),
        "holds no signature",
    );
}

#[test]
fn a_roster_that_does_not_hold_is_not_served() {
    let with = |change: fn(&mut sotto::roster::Roster)| {
        move |intake: &Intake| {
            let mut roster = roster();
            change(&mut roster);
            write_roster(&intake.folder.0.join("roster"), &roster, ROOT);
        }
    };
    refuses(
        |intake| write_roster(&intake.folder.0.join("roster"), &roster(), ANA),
        "the roster is not signed by this root key",
    );
    refuses(
        with(|roster| roster.handlers.clear()),
        "must name 1 to 64 handlers",
    );
    refuses(
        with(|roster| (roster.not_before, roster.not_after) = (Day::FIRST, Day::FIRST)),
        "the roster has expired",
    );
    refuses(
        with(|roster| roster.not_before = roster.not_after),
        "the roster is not valid yet",
    );
    refuses(
        |intake| fs::write(intake.folder.0.join("root.pub"), "x").unwrap(),
        "the root key file holds no key",
    );
}

#[test]
fn a_roster_never_goes_back() {
    let mut intake = Intake::start();
    intake.end("-TERM");
    let mut older = roster();
    older.serial -= 1;
    write_roster(&intake.folder.0.join("roster"), &older, ROOT);
    assert!(intake.refuses().contains("a serial number never goes back"));
}

#[test]
fn a_folder_that_is_not_whole_is_not_touched() {
    let cut = |intake: &Intake| {
        let file = fs::OpenOptions::new()
            .write(true)
            .open(intake.store().join("slots-16k"))
            .unwrap();
        file.set_len(file.metadata().unwrap().len() - 1).unwrap();
    };
    refuses(cut, "slots-16k has not the length it was made with");
    refuses(
        |intake| fs::remove_file(intake.store().join("slots-1m")).unwrap(),
        "nothing was changed",
    );
    let future = |intake: &Intake| {
        let db = rusqlite::Connection::open(intake.store().join("index.db")).unwrap();
        db.pragma_update(None, "user_version", 99).unwrap();
    };
    refuses(future, "of a later version of Sotto");
    let short = |intake: &Intake| {
        let file = fs::OpenOptions::new()
            .write(true)
            .open(intake.store().join("index.db"))
            .unwrap();
        file.set_len(file.metadata().unwrap().len() - 4096).unwrap();
    };
    refuses(short, "the index");
}

#[test]
fn two_never_use_one_folder() {
    let intake = Intake::start();
    assert!(
        intake
            .refuses()
            .contains("another sotto-intake is using this folder")
    );
    assert_eq!(intake.get("/").status, 200, "the first goes on");
}

#[test]
fn asked_to_stop_it_stops_whoever_is_still_connected() {
    let mut intake = Intake::start();
    let connected =
        [intake.public, intake.staff].map(|door| std::net::TcpStream::connect(door).unwrap());
    std::thread::sleep(std::time::Duration::from_millis(100));
    intake.end("-TERM");
    assert_eq!(
        intake.said(),
        "sotto-intake: started\nsotto-intake: stopped\n"
    );
    drop(connected);
}

#[test]
fn what_rests_shows_neither_a_time_nor_a_former_state() {
    let mut intake = Intake::start();
    for number in 0..6 {
        assert_eq!(
            intake
                .put(
                    &format!("/reports/{}", ticket(number).0),
                    &sealed(16 << 10, 2, format!("marker {number} ").as_bytes())
                )
                .status,
            201
        );
    }
    for number in 0..3 {
        assert_eq!(intake.withdraw(&[ticket(number).1]).status, 200);
    }
    // The answer comes before the slots are overwritten; the tick ends soon after it.
    std::thread::sleep(std::time::Duration::from_millis(300));
    intake.end("-KILL");
    let files = snapshot(&intake);
    let found = |number: u32| {
        files.iter().any(|(_, bytes)| {
            bytes
                .windows(9)
                .any(|window| window == format!("marker {number} ").as_bytes())
        })
    };
    assert_eq!(
        [0, 1, 2, 3, 4, 5].map(found),
        [false, false, false, true, true, true]
    );
    let withdrawn = ticket(1).0;
    assert!(
        !files
            .iter()
            .any(|(_, bytes)| bytes.windows(16).any(|window| window == withdrawn.bytes())),
        "nor its ticket"
    );
    let journal = fs::read(intake.store().join("index.db-journal")).unwrap();
    assert!(
        journal.iter().all(|byte| *byte == 0),
        "the journal is zeros"
    );
    for entry in fs::read_dir(intake.store()).unwrap() {
        let entry = entry.unwrap();
        let about = entry.metadata().unwrap();
        // Killed in the middle of a tick: then it is the tick's own time, which the ctime shows anyway.
        assert!(
            [0, about.ctime()].contains(&about.mtime()),
            "{:?}",
            entry.file_name()
        );
    }
    let seconds = now().to_be_bytes();
    assert!(!files.iter().any(|(name, bytes)| name == "index.db"
        && bytes.windows(8).any(|window| window[..7] == seconds[..7])));
}

#[test]
fn a_rotten_slot_is_not_served_and_the_rest_is() {
    let mut intake = Intake::start();
    for number in 0..4 {
        assert_eq!(
            intake
                .put(
                    &format!("/reports/{}", ticket(number).0),
                    &sealed(16 << 10, 2, format!("marker {number} ").as_bytes())
                )
                .status,
            201
        );
    }
    intake.end("-TERM");
    let path = intake.store().join("slots-16k");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes
        .windows(9)
        .position(|window| window == b"marker 2 ")
        .unwrap();
    bytes[at] ^= 1;
    fs::write(&path, bytes).unwrap();
    intake.run();
    let token = intake.token("ana", ANA);
    let statuses = [0, 1, 2, 3].map(|number| {
        intake
            .desk(
                &token,
                "GET",
                &format!("/reports/{}", ticket(number).0),
                b"",
            )
            .status
    });
    assert_eq!(statuses, [200, 200, 404, 200]);
    intake.end("-TERM");
    assert!(intake.log.contains("a slot is rotten"));
}

#[test]
fn what_nobody_confirmed_is_erased_after_the_retention_time() {
    let mut intake = Intake::start_with("8,16,8,8,16", &["--retention", "5"]);
    for number in 0..2 {
        let body = sealed(16 << 10, 2, format!("marker {number} ").as_bytes());
        assert_eq!(
            intake
                .put(&format!("/reports/{}", ticket(number).0), &body)
                .status,
            201
        );
    }
    intake.end("-TERM");
    // One of them came six days ago.
    let db = rusqlite::Connection::open(intake.store().join("index.db")).unwrap();
    let changed = db.execute(
        "UPDATE slots SET day = day - 6 WHERE ticket = ?",
        [ticket(0).0.bytes()],
    );
    assert_eq!(changed.unwrap(), 1);
    drop(db);
    intake.run();
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(
        intake.listed(&intake.token("ana", ANA)),
        [ticket(1).0.to_string()]
    );
    intake.end("-TERM");
    let slots = fs::read(intake.store().join("slots-16k")).unwrap();
    assert!(!slots.windows(9).any(|window| window == b"marker 0 "));
    assert!(slots.windows(9).any(|window| window == b"marker 1 "));
}

#[test]
fn a_socket_left_behind_is_replaced_and_a_file_that_is_none_is_not() {
    let intake = Intake::make("8,8,8,8,8", &[]);
    let at = |name: &str| intake.folder.0.join(name);
    let start = |public: &str| {
        let address = format!("unix:{}", at(public).display());
        let staff = format!("unix:{}", at("staff.sock").display());
        let mut command = intake.command();
        command.args(["--public", &address, "--public-host", "a.onion"]);
        command.args(["--staff", &staff, "--staff-host", "b.onion"]);
        command
    };
    fs::write(at("precious"), "kept").unwrap();
    let refused = start("precious").output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        !refused.status.success() && said.contains("cannot listen on unix:"),
        "{said}"
    );
    assert_eq!(fs::read(at("precious")).unwrap(), b"kept");

    drop(std::os::unix::net::UnixListener::bind(at("public.sock")).unwrap());
    let mut serving = start("public.sock")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let answers = (0..500).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        std::os::unix::net::UnixStream::connect(at("public.sock")).is_ok()
    });
    let mode = fs::metadata(at("public.sock")).unwrap().mode() & 0o777;
    serving.kill().unwrap();
    serving.wait().unwrap();
    assert!(answers);
    assert_eq!(mode, 0o660, "its own user and tor's group alone");
}
