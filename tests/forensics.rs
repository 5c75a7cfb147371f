//! A disk that is seized, pulled out, full, read-only or failing: what it tells a forensic reader, and what it loses.
//!
//! The folder rests on an ext4 image of its own, so that the reader can look beneath the files, at every byte that
//! the file system ever wrote. Mounting one needs root, or a sudo that does not ask.

#[path = "support/disk.rs"]
mod disk;
mod support;

use disk::{Image, privileged};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};
use support::{ANA, Folder, Intake, now, sealed, ticket};

const REPORT: usize = 16 << 10;

/// An intake whose folder rests on an image. (It ends before its disk goes.)
struct Resting {
    intake: Intake,
    disk: Image,
}

impl Resting {
    fn make(slots: &str, mebibytes: u64, options: &[&str]) -> Self {
        let folder = Folder::new();
        let disk = Image::make(&folder.0.join("seized"), mebibytes);
        let mut intake = Intake::make_in(folder, "1,1,1,1,1", options);
        intake.store_at(disk.mounted.join("intake"), Some(slots));
        Self { intake, disk }
    }

    /// The same organisation's intake on another disk, as it was pulled out.
    fn on(file: PathBuf, like: &Intake, options: &str) -> Self {
        let mounted = file.with_file_name("disk");
        let disk = Image::mount(file, mounted, options);
        let mut intake = Intake::make("1,1,1,1,1", &[]);
        intake.options.clone_from(&like.options);
        intake.store_at(disk.mounted.join("intake"), None);
        Self { intake, disk }
    }

    fn stop(&self) {
        signal(&self.intake, "-STOP");
    }

    fn go_on(&self) {
        signal(&self.intake, "-CONT");
    }
}

fn signal(intake: &Intake, name: &str) {
    assert!(
        Command::new("kill")
            .args([name, &intake.process().to_string()])
            .status()
            .unwrap()
            .success()
    );
}

fn marked(number: u32) -> Vec<u8> {
    sealed(REPORT, 2, format!("<marker {number:08}>").as_bytes())
}

fn path(number: u32) -> String {
    format!("/reports/{}", ticket(number).0)
}

/// Where each number's marker first stands in these bytes.
fn markers(bytes: &[u8]) -> BTreeMap<u32, usize> {
    let mut found = BTreeMap::new();
    let mut at = 0;
    while let Some(next) = bytes[at..]
        .windows(8)
        .position(|window| window == b"<marker ")
    {
        let place = at + next;
        let number = bytes
            .get(place + 8..place + 16)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| digits.parse().ok());
        if let Some(number) = number {
            found.entry(number).or_insert(place);
            // The rest of this block is the same marker again.
            at = (place & !4095) + 4096;
            at = at.min(bytes.len());
        } else {
            at = place + 8;
        }
    }
    found
}

/// How much the order of the places tells of the order of the numbers: Spearman's ρ.
fn correlation(places: &BTreeMap<u32, usize>) -> f64 {
    let mut by_place: Vec<(usize, usize)> = places
        .values()
        .copied()
        .enumerate()
        .map(|(arrived, place)| (place, arrived))
        .collect();
    by_place.sort_unstable();
    let n = by_place.len() as f64;
    let squares: f64 = by_place
        .iter()
        .enumerate()
        .map(|(rank, (_, arrived))| (rank as f64 - *arrived as f64).powi(2))
        .sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

#[test]
fn the_reader_sees_an_order_where_there_is_one() {
    let bytes: Vec<u8> = (0..400).flat_map(marked).collect();
    let found = markers(&bytes);
    assert_eq!(found.len(), 400);
    assert!(correlation(&found) > 0.99);
}

#[test]
fn a_seized_disk_tells_neither_order_nor_time_nor_what_was_deleted() {
    const KEPT: u32 = 1_600;
    let mut resting = Resting::make("16,2400,16,8,8", 160, &["--tick", "100"]);
    resting.intake.run();
    let (intake, next, withdrawn, over) = (
        &resting.intake,
        AtomicU32::new(0),
        Mutex::new(Vec::new()),
        AtomicBool::new(false),
    );
    let image = std::thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= 2_000 {
                        return;
                    }
                    if number >= KEPT {
                        std::thread::sleep(Duration::from_millis(50));
                    }
                    assert_eq!(intake.put(&path(number), &marked(number)).status, 201);
                    if number % 10 < 3 && number < KEPT {
                        assert_eq!(intake.withdraw(&[ticket(number).1]).status, 200);
                        withdrawn.lock().unwrap().push((number, Instant::now()));
                    }
                }
            });
        }
        while next.load(Ordering::Relaxed) < KEPT + 60 {
            std::thread::sleep(Duration::from_millis(20));
        }
        // Seized while more comes in.
        resting.stop();
        let seized = Instant::now();
        let image = resting
            .disk
            .pulled_out(&resting.intake.folder.0.join("copy"));
        resting.go_on();
        over.store(true, Ordering::Relaxed);
        // What was withdrawn some ticks before.
        withdrawn
            .lock()
            .unwrap()
            .retain(|(_, when)| seized.duration_since(*when) > Duration::from_millis(500));
        image
    });
    let deleted: BTreeSet<u32> = withdrawn
        .into_inner()
        .unwrap()
        .into_iter()
        .map(|(number, _)| number)
        .collect();

    // Beneath the files: every byte of the disk.
    let raw = fs::read(&image).unwrap();
    let found = markers(&raw);
    let live = found.len();
    println!(
        "{live} live reports and {} deleted ones on the disk",
        deleted.len()
    );
    assert!(live >= 1_000 && deleted.len() >= 400);
    assert!(
        deleted.iter().all(|number| !found.contains_key(number)),
        "nothing deleted is there"
    );
    assert!(
        (0..KEPT)
            .filter(|number| number % 10 >= 3)
            .all(|number| found.contains_key(&number)),
        "the rest is"
    );
    let chance = 4.0 / (live as f64).sqrt();
    let on_disk = correlation(&found);

    // The files, as the disk shows them after its own journal was replayed.
    let copy = Resting::on(image, &resting.intake, "loop");
    let store = copy.intake.store();
    let slots = fs::read(store.join("slots-16k")).unwrap();
    let in_file = correlation(&markers(&slots));
    let index = fs::read(store.join("index.db")).unwrap();
    let journal = fs::read(store.join("index.db-journal")).unwrap();
    let mut in_index = BTreeMap::new();
    for number in found.keys() {
        let name = ticket(*number).0;
        if let Some(place) = index.windows(16).position(|window| window == name.bytes()) {
            in_index.insert(*number, place);
        }
    }
    assert!(in_index.len() >= 1_000);
    let indexed = correlation(&in_index);
    println!(
        "order told: by the disk {on_disk:.3}, the file {in_file:.3}, the index {indexed:.3}; chance {chance:.3}"
    );
    for told in [on_disk, in_file, indexed] {
        assert!(told.abs() < chance, "{told}");
    }
    for number in &deleted {
        let name = ticket(*number).0;
        assert!(
            !index
                .windows(16)
                .chain(journal.windows(16))
                .any(|window| window == name.bytes()),
            "nor its ticket"
        );
    }
    assert!(
        markers(&journal).is_empty() && markers(&index).is_empty(),
        "what was sealed is in slots alone"
    );
    no_room_for_a_second(&store.join("index.db"));
    let mut names = Vec::new();
    for entry in fs::read_dir(&store).unwrap() {
        let entry = entry.unwrap();
        let about = entry.metadata().unwrap();
        assert!(
            [0, about.ctime()].contains(&about.mtime()),
            "{:?}",
            entry.file_name()
        );
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(
        names,
        [
            "index.db",
            "index.db-journal",
            "slots-16k",
            "slots-1m",
            "slots-256k",
            "slots-4k",
            "slots-64k"
        ]
    );

    // The operator's own look at it agrees, as soon as the intake has been started and stopped on it once.
    let mut copy = copy;
    copy.intake.run();
    std::thread::sleep(Duration::from_millis(400));
    copy.intake.end("-TERM");
    let looked = inspect(&copy.intake);
    assert!(looked.status.success(), "{looked:?}");
    let words = String::from_utf8(looked.stdout).unwrap();
    assert!(
        words.contains("reports in slots of 16 KiB, 0 of them confirmed"),
        "{words}"
    );
    assert_eq!(words.matches("  ok     ").count(), 5, "{words}");
}

/// Every value of the index is too small for a time, or a random name, or a digest. (Looking for the bytes of today's
/// seconds would find them by chance: rows are full of small numbers and random bytes.)
fn no_room_for_a_second(index: &Path) {
    use rusqlite::types::ValueRef;
    let uri = format!("file:{}?immutable=1", index.display());
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_URI;
    let db = rusqlite::Connection::open_with_flags(uri, flags).unwrap();
    let mut tables = db
        .prepare("SELECT name FROM sqlite_schema ORDER BY name")
        .unwrap();
    let names: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(names, ["intake", "slots"]);
    for (table, blobs) in [("intake", [8, 32, 0]), ("slots", [8, 16, 32])] {
        let mut rows = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                match row.get_ref(column).unwrap() {
                    ValueRef::Integer(number) => assert!((0..65_536).contains(&number), "{number}"),
                    // A serial, or one bit a handler.
                    ValueRef::Blob(blob) if blob.len() == 8 => assert!(blob[..7] == [0; 7]),
                    ValueRef::Blob(blob) => assert!(blobs.contains(&blob.len())),
                    other => panic!("{other:?} has no business in {table}"),
                }
            }
        }
    }
}

fn inspect(intake: &Intake) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_sotto-intake"))
        .args(["inspect", "--folder"])
        .arg(intake.store())
        .output()
        .unwrap()
}

#[test]
fn an_operator_is_told_of_whatever_a_seizure_would_show_too_much_of() {
    let mut intake = Intake::start();
    assert_eq!(intake.put(&path(1), &marked(1)).status, 201);
    let running = inspect(&intake);
    assert!(
        String::from_utf8_lossy(&running.stdout).contains("1 reports in slots"),
        "{running:?}"
    );
    intake.end("-TERM");
    let before = fs::read(intake.store().join("index.db")).unwrap();
    assert!(inspect(&intake).status.success());
    let wrong = |intake: &Intake, because: &str| {
        let looked = inspect(intake);
        let words = String::from_utf8(looked.stdout).unwrap();
        assert!(
            !looked.status.success()
                && words
                    .lines()
                    .any(|line| line.contains("WRONG") && line.contains(because)),
            "{words}"
        );
        assert!(
            String::from_utf8(looked.stderr)
                .unwrap()
                .contains("would show more than it should")
        );
    };
    let at = |name: &str| intake.store().join(name);
    fs::write(at("index.db-wal"), "x").unwrap();
    wrong(&intake, "index.db-wal");
    fs::remove_file(at("index.db-wal")).unwrap();
    let journal = fs::read(at("index.db-journal")).unwrap();
    fs::write(at("index.db-journal"), b"left").unwrap();
    wrong(&intake, "the journal holds nothing: index.db-journal");
    fs::write(at("index.db-journal"), journal).unwrap();
    let slots = fs::read(at("slots-16k")).unwrap();
    let free = (0..16)
        .find(|slot| !slots[slot * REPORT..][..20].starts_with(b"age-encryption.org"))
        .unwrap();
    let mut left = slots.clone();
    left[free * REPORT..(free + 1) * REPORT].copy_from_slice(&marked(2));
    fs::write(at("slots-16k"), left).unwrap();
    wrong(&intake, &format!("slot {free} of slots-16k"));
    let mut rotten = slots.clone();
    let place = markers(&slots)[&1];
    rotten[place] ^= 1;
    fs::write(at("slots-16k"), rotten).unwrap();
    wrong(
        &intake,
        &format!("holds what was kept: slot {} of slots-16k", place / REPORT),
    );
    assert_eq!(
        fs::read(at("index.db")).unwrap(),
        before,
        "it changes nothing"
    );
    let nowhere = Command::new(env!("CARGO_BIN_EXE_sotto-intake"))
        .args(["inspect", "--folder", "/nowhere"])
        .output()
        .unwrap();
    assert!(
        !nowhere.status.success()
            && String::from_utf8(nowhere.stderr)
                .unwrap()
                .contains("cannot open the index")
    );
}

#[test]
fn what_was_acknowledged_is_there_after_the_disk_was_pulled_out_at_any_moment() {
    const CUTS: usize = 8;
    let mut resting = Resting::make("8,2048,8,8,64", 128, &["--tick", "60"]);
    resting.intake.run();
    let (intake, next, over) = (&resting.intake, AtomicU32::new(0), AtomicBool::new(false));
    let acknowledged = Mutex::new(Vec::new());
    let cuts: Vec<(PathBuf, Vec<u32>)> = std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if intake.put(&path(number), &marked(number)).status == 201 {
                        acknowledged.lock().unwrap().push(number);
                    }
                }
            });
        }
        let cuts = (0..CUTS).map(|cut| {
            // At a moment of the tick that is another each time.
            std::thread::sleep(Duration::from_millis(150 + 7 * u64::try_from(cut).unwrap()));
            resting.stop();
            let promised = acknowledged.lock().unwrap().clone();
            let image = resting
                .disk
                .pulled_out(&resting.intake.folder.0.join(format!("cut-{cut}")));
            resting.go_on();
            (image, promised)
        });
        let cuts = cuts.collect();
        over.store(true, Ordering::Relaxed);
        cuts
    });
    let mut total = 0;
    for (image, promised) in cuts {
        let mut after = Resting::on(image, &resting.intake, "loop");
        after.intake.run();
        let token = after.intake.token("ana", ANA);
        for number in &promised {
            let reply = after.intake.desk(&token, "GET", &path(*number), b"");
            assert!(
                reply.status == 200 && reply.body == marked(*number),
                "{number} was acknowledged and is lost"
            );
        }
        total += promised.len();
    }
    println!("{CUTS} cuts, {total} acknowledged, none lost");
    assert!(total > 200, "{total}");
}

#[test]
fn a_full_disk_still_takes_what_there_are_slots_for() {
    let mut resting = Resting::make("4,64,4,4,4", 32, &[]);
    let filler = resting.disk.mounted.join("filler");
    let filled = Command::new("dd")
        .args(["if=/dev/zero", "bs=64k"])
        .arg(format!("of={}", filler.display()))
        .stderr(Stdio::null())
        .status();
    assert!(!filled.unwrap().success(), "the disk is full");
    assert!(fs::write(resting.disk.mounted.join("more"), vec![1; 1 << 16]).is_err());
    resting.intake.run();
    std::thread::scope(|scope| {
        for part in 0..8 {
            let intake = &resting.intake;
            scope.spawn(move || {
                (0..8).for_each(|n| {
                    assert_eq!(
                        intake
                            .put(&path(part * 8 + n), &marked(part * 8 + n))
                            .status,
                        201
                    )
                })
            });
        }
    });
    assert_eq!(
        resting.intake.put(&path(100), &marked(100)).status,
        503,
        "no slot is left"
    );
    assert_eq!(resting.intake.withdraw(&[ticket(5).1]).status, 200);
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(resting.intake.put(&path(100), &marked(100)).status, 201);
}

#[test]
fn on_a_read_only_disk_it_does_not_start_and_says_why() {
    let mut resting = Resting::make("4,8,4,4,4", 16, &[]);
    resting.intake.run();
    assert_eq!(resting.intake.put(&path(1), &marked(1)).status, 201);
    resting.intake.end("-TERM");
    assert!(privileged(&[
        "mount",
        "-o",
        "remount,ro",
        resting.disk.mounted.to_str().unwrap()
    ]));
    let said = resting.intake.refuses();
    assert!(
        said.contains("cannot") && said.to_lowercase().contains("read"),
        "{said}"
    );
    assert!(privileged(&[
        "mount",
        "-o",
        "remount,rw",
        resting.disk.mounted.to_str().unwrap()
    ]));
    resting.intake.run();
    assert_eq!(
        resting.intake.put(&path(1), &marked(1)).status,
        200,
        "nothing was lost"
    );
}

/// Builds what makes a machine fail on request.
fn faults(folder: &Path) -> String {
    let library = folder.join("faults.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults.c"))
        .status();
    assert!(built.unwrap().success());
    library.to_str().unwrap().to_owned()
}

#[test]
fn when_the_disk_fails_nothing_more_is_acknowledged_and_it_stops() {
    let mut intake = Intake::make("8,16,8,8,8", &[]);
    intake.preload = Some(faults(&intake.folder.0));
    intake.run();
    assert_eq!(intake.put(&path(1), &marked(1)).status, 201);
    signal(&intake, "-USR2");
    let status = intake.put(&path(2), &marked(2)).status;
    assert!([0, 503].contains(&status), "not acknowledged: {status}");
    assert!(!intake.ended().success());
    assert!(
        intake.log.contains("cannot write to the slots")
            && intake.log.contains("What was acknowledged is safe"),
        "{}",
        intake.log
    );
    intake.preload = None;
    intake.run();
    assert_eq!(intake.put(&path(1), &marked(1)).status, 200);
}

#[test]
fn when_the_clock_goes_back_the_day_does_not() {
    let mut intake = Intake::make("8,16,8,8,8", &[]);
    intake.preload = Some(faults(&intake.folder.0));
    intake.run();
    let today = sotto::day::Day::of_unix(now()).unwrap().to_string();
    assert_eq!(intake.put(&path(1), &marked(1)).status, 201);
    signal(&intake, "-USR1");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(intake.put(&path(2), &marked(2)).status, 201);
    intake.end("-TERM");
    let words = String::from_utf8(inspect(&intake).stdout).unwrap();
    assert!(
        words.contains(&format!("{today}       2 reports in slots"))
            && words.contains(&format!("last used on {today}")),
        "{words}"
    );
}
