//! The handlers' door, for a roster that changes while the intake runs.

use crate::support::{
    ANA, BO, Intake, REPORT, ROOT, Reply, card, epoch, refused, report, roster, sealed, sign,
    ticket, yes,
};
use sotto::roster::Roster;
use sotto::signed::{Purpose, canonical};

/// A signature, a line feed, the roster.
fn signed(roster: &Roster, signer: u8) -> Vec<u8> {
    let bytes = canonical(roster).unwrap();
    let signature = sign(signer, Purpose::Roster, &bytes);
    [format!("{signature}\n").as_bytes(), &bytes].concat()
}

fn next(change: impl FnOnce(&mut Roster)) -> Roster {
    let mut next = roster();
    next.serial += 1;
    change(&mut next);
    next
}

fn put_roster(intake: &Intake, token: &str, roster: &Roster) -> Reply {
    intake.desk(token, "PUT", "/roster", &signed(roster, ROOT))
}

/// Takes Bo out of a roster.
fn alone(roster: &mut Roster) {
    roster.handlers.pop();
    (roster.least, roster.keep_until) = (1, 1);
}

/// The next roster, without Bo.
fn without_bo() -> Roster {
    next(alone)
}

#[test]
fn a_newer_roster_of_the_root_key_is_in_force_at_once() {
    let intake = Intake::start();
    let [ana, bo] = [intake.token("ana", ANA), intake.token("bo", BO)];
    yes(&intake.put_report(1, b"x"), 201);
    yes(&intake.confirm(&bo, &[1], &[]), 200);

    yes(&put_roster(&intake, &ana, &without_bo()), 201);
    refused(&intake.fetch(&ana, "/reports"), 401);
    refused(&intake.log_in(&intake.login("bo"), BO), 401);
    let ana = intake.token("ana", ANA);
    assert_eq!(
        intake.listed(&ana),
        [ticket(1).0.to_string()],
        "confirmed by Bo's place alone: it stays"
    );
    yes(&put_roster(&intake, &ana, &without_bo()), 200);
    let in_force = intake.get("/roster.signed").body;
    let card = card("ana", ANA, epoch(), "q");
    assert_eq!(in_force, [signed(&without_bo(), ROOT), card].join(&b'\n'));
    refused(&intake.put_report(2, b"x"), 422);
    yes(&intake.put(&report(2), &sealed(REPORT, 1, b"x")), 201);
}

#[test]
fn a_newer_roster_stays_in_force_after_a_restart_and_is_followed_by_the_next() {
    let mut intake = Intake::start();
    yes(&intake.put_report(1, b"x"), 201);
    yes(
        &put_roster(&intake, &intake.token("ana", ANA), &without_bo()),
        201,
    );
    intake.restart();
    let in_force = intake.get("/roster.signed").body;
    assert!(
        in_force.starts_with(&signed(&without_bo(), ROOT)),
        "though the files are older"
    );
    let third = next(|roster| roster.serial += 1);
    yes(&put_roster(&intake, &intake.token("ana", ANA), &third), 201);
    yes(&intake.confirm(&intake.token("ana", ANA), &[1], &[]), 200);
    intake.token("bo", BO);
    let in_force = intake.get("/roster.json").body;
    intake.end("-TERM");
    let inspected = intake.inspect();
    let words = String::from_utf8(inspected.stdout).unwrap();
    assert!(
        inspected.status.success() && words.contains("     1 roster in slots"),
        "{words}"
    );
    intake.run();
    assert!(intake.get("/roster.json").body == in_force);
}

#[test]
fn no_other_roster_is_taken_and_the_one_in_force_stays() {
    let intake = Intake::start();
    let token = intake.token("ana", ANA);
    let before = intake.get("/roster.signed").body;
    let newer = next(|_| ());
    let mut bent = signed(&newer, ROOT);
    let end = bent.len() - 3;
    bent[end] ^= 1;
    for (what, body, status) in [
        ("signed by a handler", signed(&newer, ANA), 400),
        ("changed", bent, 400),
        ("not one", b"x\n{}".to_vec(), 400),
        (
            "older",
            signed(&next(|roster| roster.serial = 6), ROOT),
            409,
        ),
        (
            "as old",
            signed(
                &next(|roster| {
                    roster.serial = 7;
                    alone(roster);
                }),
                ROOT,
            ),
            409,
        ),
        (
            "expired",
            signed(
                &next(|roster| {
                    roster.not_before = sotto::day::Day::FIRST;
                    roster.not_after = sotto::day::Day::FIRST;
                }),
                ROOT,
            ),
            409,
        ),
    ] {
        let reply = intake.desk(&token, "PUT", "/roster", &body);
        assert_eq!(reply.status, status, "{what}");
        refused(&reply, status);
    }
    assert_eq!(intake.get("/roster.signed").body, before);
    assert_eq!(
        intake.listed(&token),
        Vec::<String>::new(),
        "the session goes on"
    );
}
