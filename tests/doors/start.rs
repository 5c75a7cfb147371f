//! The intake serves only what the root key signed, from a folder that is whole; else it says why, once.

use crate::support::wait::in_time;
use crate::support::{ANA, Intake, ROOT, card, epoch, roster, sign, write_roster, write_site};
use sotto::day::Day;
use sotto::signed::{Purpose, canonical};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::Stdio;

#[track_caller]
fn refuses(change: impl FnOnce(&Intake), because: &str) {
    let intake = Intake::make("8,8,8,8,8", &[]);
    change(&intake);
    let before = intake.snapshot();
    let said = intake.refuses();
    assert!(said.contains(because), "{said}");
    assert_eq!(intake.snapshot(), before, "nothing was changed");
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
        "does not contain a signature",
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
        with(|roster| roster.not_before = roster.not_after),
        "the roster is not valid yet",
    );
    refuses(
        |intake| fs::write(intake.folder.0.join("root.pub"), "x").unwrap(),
        "the root key file does not contain a key",
    );
}

#[test]
fn with_a_roster_that_is_over_the_intake_serves_the_page_and_takes_the_next_roster() {
    let mut intake = Intake::make("8,16,8,8,16", &[]);
    let mut over = roster();
    (over.not_before, over.not_after) = (Day::FIRST, Day::FIRST);
    write_roster(&intake.folder.0.join("roster"), &over, ROOT);
    intake.run();
    assert_eq!(intake.get("/en/").status, 200);
    assert_eq!(intake.get("/roster.json").body, canonical(&over).unwrap());
    let mut next = roster();
    next.serial += 1;
    let next = canonical(&next).unwrap();
    let signature = sign(ROOT, Purpose::Roster, &next);
    let signed = [format!("{signature}\n").as_bytes(), &next].concat();
    let token = intake.token("ana", ANA);
    assert_eq!(intake.desk(&token, "PUT", "/roster", &signed).status, 201);
    assert_eq!(intake.get("/roster.json").body, next);
}

#[test]
fn a_file_of_cards_is_read_beside_the_roster_and_refused_if_a_card_is_no_card() {
    refuses(
        |intake| fs::write(intake.folder.0.join("roster/cards.signed"), "x").unwrap(),
        "cards.signed",
    );
    refuses(
        |intake| {
            let forged = card("bo", ANA, epoch(), "q");
            fs::write(intake.folder.0.join("roster/cards.signed"), forged).unwrap();
        },
        "the handler did not sign this epoch card",
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
    refuses(future, "by a later version of Sotto");
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

    drop(UnixListener::bind(at("public.sock")).unwrap());
    let mut serving = start("public.sock")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let answers = in_time(|| UnixStream::connect(at("public.sock")).ok());
    let mode = fs::metadata(at("public.sock")).unwrap().mode() & 0o777;
    serving.kill().unwrap();
    serving.wait().unwrap();
    assert!(answers.is_some());
    assert_eq!(mode, 0o660, "its own user and tor's group alone");
}
