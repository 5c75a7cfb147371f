//! The operator's own look at the folder: what a seizure would show too much of.

use crate::reader::markers;
use crate::support::intake::operator;
use crate::support::{Intake, REPORT, says};
use crate::{marked, marker};
use std::fs;

#[test]
fn an_operator_is_told_of_whatever_a_seizure_would_show_too_much_of() {
    let mut intake = Intake::start();
    intake.keeps_report(1, &marker(1));
    let running = String::from_utf8(intake.inspect().stdout).unwrap();
    says(running, ["1 reports in slots"]);
    intake.end("-TERM");
    let before = intake.stored("index.db");
    assert!(intake.inspect().status.success());
    fs::write(intake.store().join("index.db-wal"), "x").unwrap();
    is_wrong(&intake, "index.db-wal");
    fs::remove_file(intake.store().join("index.db-wal")).unwrap();
    with_instead(&intake, "index.db-journal", b"left", || {
        is_wrong(&intake, "the journal holds nothing: index.db-journal");
    });
    what_is_wrong_in_slots_is_named(&intake);
    assert_eq!(intake.stored("index.db"), before, "it changes nothing");
}

fn what_is_wrong_in_slots_is_named(intake: &Intake) {
    let slots = intake.stored("slots-16k");
    let free = (0..16)
        .find(|slot| !slots[slot * REPORT..][..20].starts_with(b"age-encryption.org"))
        .unwrap();
    let mut left = slots.clone();
    left[free * REPORT..(free + 1) * REPORT].copy_from_slice(&marked(2));
    with_instead(intake, "slots-16k", &left, || {
        is_wrong(intake, &format!("slot {free} of slots-16k"));
    });
    let mut rotten = slots.clone();
    let at = markers(&slots)[&1];
    rotten[at] ^= 1;
    with_instead(intake, "slots-16k", &rotten, || {
        let slot = at / REPORT;
        is_wrong(
            intake,
            &format!("holds what was kept: slot {slot} of slots-16k"),
        );
    });
}

/// Puts other bytes into a file meanwhile.
fn with_instead(intake: &Intake, name: &str, bytes: &[u8], look: impl FnOnce()) {
    let before = intake.stored(name);
    let path = intake.store().join(name);
    fs::write(&path, bytes).unwrap();
    look();
    fs::write(&path, before).unwrap();
}

#[track_caller]
fn is_wrong(intake: &Intake, because: &str) {
    let looked = intake.inspect();
    let words = String::from_utf8(looked.stdout).unwrap();
    let mut wrong = words.lines().filter(|line| line.contains("WRONG"));
    assert!(
        !looked.status.success() && wrong.any(|line| line.contains(because)),
        "{words}"
    );
    let error = String::from_utf8(looked.stderr).unwrap();
    says(error, ["would learn more than they should"]);
}

#[test]
fn a_folder_that_is_not_there_is_said_not_to_be() {
    let nowhere = operator(&["inspect", "--folder", "/nowhere"]);
    assert!(!nowhere.status.success());
    let error = String::from_utf8(nowhere.stderr).unwrap();
    says(error, ["cannot open the index"]);
}
