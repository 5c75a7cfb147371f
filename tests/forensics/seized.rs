//! A disk that is seized while the intake runs: neither order nor time, nor anything that was deleted.

use crate::reader::{correlation, markers};
use crate::support::{Intake, holds, says, ticket, wait_for};
use crate::{Resting, marker};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How many reports come before the disk is seized; of ten of them, three are withdrawn.
const KEPT: u32 = 1_600;
const ALL: u32 = 2_000;

#[test]
fn a_seized_disk_tells_neither_order_nor_time_nor_what_was_deleted() {
    let mut resting = Resting::make("16,2400,16,8,8", 160, &["--tick", "100"]);
    resting.intake.run();
    let (image, deleted) = seize_while_more_comes_in(&resting);
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
    let mut kept = (0..KEPT).filter(|number| number % 10 >= 3);
    assert!(
        kept.all(|number| found.contains_key(&number)),
        "the rest is"
    );

    // The files, as the disk shows them after its own journal was replayed.
    let copy = Resting::on(image, &resting.intake);
    nothing_tells_of_the_order(&copy.intake, &found);
    no_ticket_is_left(&copy.intake, &deleted);
    no_room_for_a_second(&copy.intake.store().join("index.db"));
    no_file_has_a_time_or_another_name(&copy.intake);
    the_operator_sees_the_same(copy);
}

/// Has reports come and be withdrawn, and the disk be seized meanwhile; returns its image, and the numbers of what was
/// withdrawn some ticks before.
fn seize_while_more_comes_in(resting: &Resting) -> (PathBuf, BTreeSet<u32>) {
    let (next, over) = (AtomicU32::new(0), AtomicBool::new(false));
    let withdrawn = Mutex::new(Vec::new());
    let (image, seized) = std::thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| reports_and_withdraws(&resting.intake, &next, &over, &withdrawn));
        }
        wait_for("too few reports come", || {
            next.load(Ordering::Relaxed) >= KEPT + 60
        });
        let seized = resting.pulled_out("copy", Instant::now);
        over.store(true, Ordering::Relaxed);
        seized
    });
    let some_ticks = Duration::from_millis(500);
    let deleted = withdrawn.into_inner().unwrap().into_iter();
    let deleted = deleted.filter(|(_, when)| seized.saturating_duration_since(*when) > some_ticks);
    (image, deleted.map(|(number, _)| number).collect())
}

fn reports_and_withdraws(
    intake: &Intake,
    next: &AtomicU32,
    over: &AtomicBool,
    withdrawn: &Mutex<Vec<(u32, Instant)>>,
) {
    while !over.load(Ordering::Relaxed) {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= ALL {
            return;
        }
        if number >= KEPT {
            std::thread::sleep(Duration::from_millis(50));
        }
        intake.keeps_report(number, &marker(number));
        if number % 10 < 3 && number < KEPT {
            assert_eq!(intake.withdraw(&[ticket(number).1]).status, 200);
            withdrawn.lock().unwrap().push((number, Instant::now()));
        }
    }
}

fn nothing_tells_of_the_order(intake: &Intake, found: &BTreeMap<u32, usize>) {
    let index = intake.stored("index.db");
    let mut in_index = BTreeMap::new();
    for number in found.keys() {
        let name = ticket(*number).0;
        if let Some(at) = index.windows(16).position(|window| window == name.bytes()) {
            in_index.insert(*number, at);
        }
    }
    assert!(in_index.len() >= 1_000);
    let in_file = markers(&intake.stored("slots-16k"));
    let told = [found, &in_file, &in_index].map(correlation);
    let chance = 4.0 / (found.len() as f64).sqrt();
    println!(
        "order told: by the disk {:.3}, the file {:.3}, the index {:.3}; chance {chance:.3}",
        told[0], told[1], told[2]
    );
    for told in told {
        assert!(told.abs() < chance, "{told}");
    }
}

fn no_ticket_is_left(intake: &Intake, deleted: &BTreeSet<u32>) {
    let index = intake.stored("index.db");
    let journal = intake.stored("index.db-journal");
    for number in deleted {
        let name = ticket(*number).0;
        assert!(
            !holds(&index, name.bytes()) && !holds(&journal, name.bytes()),
            "nor its ticket"
        );
    }
    assert!(
        markers(&journal).is_empty() && markers(&index).is_empty(),
        "what was sealed is in slots alone"
    );
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

fn no_file_has_a_time_or_another_name(intake: &Intake) {
    let mut names = Vec::new();
    for entry in fs::read_dir(intake.store()).unwrap() {
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
    let slots = [
        "slots-16k",
        "slots-1m",
        "slots-256k",
        "slots-4k",
        "slots-64k",
    ];
    assert_eq!(
        names,
        [&["index.db", "index.db-journal"], &slots[..]].concat()
    );
}

/// As soon as the intake has been started and stopped on it once.
fn the_operator_sees_the_same(mut copy: Resting) {
    copy.intake.run();
    std::thread::sleep(Duration::from_millis(400));
    copy.intake.end("-TERM");
    let looked = copy.intake.inspect();
    assert!(looked.status.success(), "{looked:?}");
    let words = String::from_utf8(looked.stdout).unwrap();
    says(&words, ["reports in slots of 16 KiB, 0 of them confirmed"]);
    assert_eq!(words.matches("  ok     ").count(), 5, "{words}");
}
