//! What rests in the folder of slots: no time, no former state, nothing rotten, nothing that is too old.

use crate::support::{ANA, Intake, find, holds, now, report, ticket, wait_for};
use std::fs;
use std::os::unix::fs::MetadataExt;

fn keeps_markers(intake: &Intake, numbers: std::ops::Range<u32>) {
    std::thread::scope(|scope| {
        for number in numbers {
            scope.spawn(move || intake.keeps_report(number, marker(number).as_bytes()));
        }
    });
}

fn marker(number: u32) -> String {
    format!("marker {number} ")
}

#[test]
fn what_rests_shows_neither_a_time_nor_a_former_state() {
    let mut intake = Intake::start_with("8,16,8,8,16", &["--tick", "1000"]);
    keeps_markers(&intake, 0..6);
    let withdrawn = [0, 1, 2].map(|number| ticket(number).1);
    assert_eq!(intake.withdraw(&withdrawn).status, 200);
    // The answer comes before the slots are overwritten. Killed between two ticks: in the middle of one there is a journal.
    wait_for("what was withdrawn is not overwritten", || {
        let slots = intake.stored("slots-16k");
        (0..3).all(|number| !holds(&slots, marker(number).as_bytes()))
    });
    std::thread::sleep(std::time::Duration::from_millis(300));
    intake.end("-KILL");
    let rests: Vec<u8> = intake
        .snapshot()
        .into_iter()
        .flat_map(|(_, bytes)| bytes)
        .collect();
    let found = |number| holds(&rests, marker(number).as_bytes());
    assert_eq!(
        [0, 1, 2, 3, 4, 5].map(found),
        [false, false, false, true, true, true]
    );
    assert!(!holds(&rests, ticket(1).0.bytes()), "nor its ticket");
    let journal = intake.stored("index.db-journal");
    assert!(
        journal.iter().all(|byte| *byte == 0),
        "the journal is zeros"
    );
    no_file_has_a_time_of_its_own(&intake);
    let seconds = now().to_be_bytes();
    assert!(!holds(&intake.stored("index.db"), &seconds[..7]));
}

fn no_file_has_a_time_of_its_own(intake: &Intake) {
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
}

#[test]
fn a_rotten_slot_is_not_served_and_the_rest_is() {
    let mut intake = Intake::start();
    keeps_markers(&intake, 0..4);
    intake.end("-TERM");
    let mut slots = intake.stored("slots-16k");
    let at = find(&slots, b"marker 2 ").unwrap();
    slots[at] ^= 1;
    fs::write(intake.store().join("slots-16k"), slots).unwrap();
    intake.run();
    let token = intake.token("ana", ANA);
    let statuses = [0, 1, 2, 3].map(|number| intake.fetch(&token, &report(number)).status);
    assert_eq!(statuses, [200, 200, 404, 200]);
    intake.end("-TERM");
    assert!(intake.log.contains("a slot is rotten"));
}

#[test]
fn what_nobody_confirmed_is_erased_after_the_retention_time() {
    let mut intake = Intake::start_with("8,16,8,8,16", &["--retention", "5"]);
    keeps_markers(&intake, 0..2);
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
    let token = intake.token("ana", ANA);
    wait_for("the old one is listed", || {
        intake.listed(&token) == [ticket(1).0.to_string()]
    });
    intake.end("-TERM");
    let slots = intake.stored("slots-16k");
    assert!(!holds(&slots, b"marker 0 ") && holds(&slots, b"marker 1 "));
}
