//! A machine that fails: a disk that is full, read-only or broken, a clock that goes back.

use crate::Resting;
use crate::support::disk::privileged;
use crate::support::files::library;
use crate::support::{Intake, now, says, ticket, wait_for};
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

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
    let intake = &resting.intake;
    std::thread::scope(|scope| {
        for part in 0..8 {
            scope.spawn(move || {
                (part * 8..part * 8 + 8).for_each(|number| intake.keeps_report(number, b"x"));
            });
        }
    });
    let another = || intake.put_report(100, b"x").status;
    assert_eq!(another(), 503, "no slot is left");
    assert_eq!(intake.withdraw(&[ticket(5).1]).status, 200);
    wait_for("the slot is not free again", || another() == 201);
}

#[test]
fn on_a_read_only_disk_it_does_not_start_and_says_why() {
    let mut resting = Resting::make("4,8,4,4,4", 16, &[]);
    resting.intake.run();
    resting.intake.keeps_report(1, b"x");
    resting.intake.end("-TERM");
    let disk = resting.disk.mounted.clone();
    let remount = |how: &str| {
        let mount = ["mount", "-o", how, disk.to_str().unwrap()];
        assert!(privileged(&mount));
    };
    remount("remount,ro");
    says(resting.intake.refuses().to_lowercase(), ["cannot", "read"]);
    remount("remount,rw");
    resting.intake.run();
    let again = resting.intake.put_report(1, b"x");
    assert_eq!(again.status, 200, "nothing was lost");
}

/// An intake on a machine that fails on request.
fn on_a_machine_that_may_fail() -> Intake {
    let mut intake = Intake::make("8,16,8,8,8", &[]);
    intake.preload = Some(library("faults", &intake.folder.0));
    intake.run();
    intake
}

#[test]
fn when_the_disk_fails_nothing_more_is_acknowledged_and_it_stops() {
    let mut intake = on_a_machine_that_may_fail();
    intake.keeps_report(1, b"x");
    intake.signal("-USR2");
    let status = intake.put_report(2, b"x").status;
    assert!([0, 503].contains(&status), "not acknowledged: {status}");
    assert!(!intake.ended().success());
    says(
        &intake.log,
        ["cannot write to the slots", "What was acknowledged is safe"],
    );
    intake.preload = None;
    intake.run();
    assert_eq!(intake.put_report(1, b"x").status, 200);
}

#[test]
fn when_the_clock_goes_back_the_day_does_not() {
    let mut intake = on_a_machine_that_may_fail();
    let today = sotto::day::Day::of_unix(now()).unwrap().to_string();
    intake.keeps_report(1, b"x");
    intake.signal("-USR1");
    std::thread::sleep(Duration::from_millis(200));
    intake.keeps_report(2, b"x");
    intake.end("-TERM");
    let words = String::from_utf8(intake.inspect().stdout).unwrap();
    says(
        words,
        [
            &format!("{today}       2 reports in slots"),
            &format!("last used on {today}"),
        ],
    );
}
