//! What the intake may do once it runs, and what its operator hears.

use crate::support::command::done;
use crate::support::intake::operator;
use crate::support::{Intake, says, says_nothing_of};
use std::process::Command;

#[test]
fn once_it_serves_it_may_do_little_and_says_what_could_not_be_enforced() {
    let mut intake = Intake::start();
    assert_eq!(intake.get("/").status, 200);
    for (name, value) in [
        ("Seccomp", "2"),
        ("NoNewPrivs", "1"),
        ("CapEff", "0000000000000000"),
        ("CapPrm", "0000000000000000"),
    ] {
        assert_eq!(intake.about(name), value, "{name}");
    }
    let locked: u64 = intake.about("VmLck").parse().unwrap();
    assert_eq!(intake.core_limits()[0], "0");
    let mine = rustix::process::geteuid();
    intake.end("-TERM");
    assert_eq!(
        intake.log.contains("memory may be swapped"),
        locked == 0,
        "{}",
        intake.log
    );
    assert_eq!(
        intake.log.contains("it runs as root"),
        mine.is_root(),
        "{}",
        intake.log
    );
    says_nothing_of(
        &intake.log,
        ["other files are in reach", "all system calls"],
    );
}

#[test]
fn started_by_root_it_becomes_the_owner_of_its_folder() {
    if !rustix::process::geteuid().is_root() {
        println!("not root: there is nothing to give up");
        return;
    }
    let mut intake = Intake::make("8,8,8,8,8", &[]);
    let nobody = Command::new("chown")
        .args(["-R", "65534:65534"])
        .arg(intake.store())
        .status();
    assert!(nobody.unwrap().success());
    intake.run();
    intake.keeps_report(1, b"x");
    for ids in ["Uid", "Gid"] {
        let ids = intake.about(ids);
        assert!(ids.split_whitespace().all(|id| id == "65534"), "{ids}");
    }
    assert_eq!(intake.about("Groups"), "");
    intake.end("-TERM");
    says_nothing_of(&intake.log, ["it runs as root"]);
}

#[test]
fn an_operator_hears_how_it_fares_and_nothing_of_people() {
    let intake = Intake::start_with("8,20,8,8,8", &[]);
    let staff = intake.staff.to_string();
    let status = || done(operator(&["status", "--staff", &staff]));
    let figures = || intake.ask(intake.staff, "GET", "/status", "", b"").body;
    let (before, raw_before) = (status(), figures());
    says(&before, ["16k  100 % or more", "ticks late: none"]);
    for number in 0..20 {
        intake.put_report(number, b"x");
        intake.get("/nothing");
    }
    assert_eq!(
        (status(), figures()),
        (before, raw_before),
        "nothing changes within a day"
    );
    assert_eq!(intake.get("/status").status, 404, "reporters' door");
    for (door, because) in [
        ("127.0.0.1:1", "no intake answers at 127.0.0.1:1"),
        ("unix:/nowhere", "--staff-host"),
        (
            &intake.public.to_string(),
            "not an intake's listener for desks",
        ),
    ] {
        let output = operator(&["status", "--staff", door]);
        assert!(!output.status.success());
        says(String::from_utf8(output.stderr).unwrap(), [because]);
    }
}
