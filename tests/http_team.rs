//! The handlers' door, for what desks tell one another, and for a roster that changes while the intake runs.

mod support;

use sha2::{Digest, Sha256};
use sotto::roster::Roster;
use sotto::signed::{Purpose, canonical};
use sotto::ticket::Ticket;
use support::{ANA, BO, CY, Intake, ROOT, Reply, now, refused, roster, sealed, sign, ticket, yes};

const EVENT: usize = 4 << 10;

fn event(number: u8) -> (Ticket, Vec<u8>) {
    let bytes = vec![number; EVENT];
    (Ticket::of_bytes(&bytes), bytes)
}

fn listed(intake: &Intake, token: &str, since: &str) -> serde_json::Value {
    let reply = intake.desk(token, "GET", &format!("/events/since/{since}"), b"");
    assert_eq!(reply.status, 200);
    serde_json::from_slice(&reply.body).unwrap()
}

fn put_event(intake: &Intake, token: &str, (name, bytes): &(Ticket, Vec<u8>)) -> Reply {
    intake.desk(token, "PUT", &format!("/events/{name}"), bytes)
}

#[test]
fn what_one_desk_puts_down_another_takes_whole() {
    let mut intake = Intake::start();
    let ana = intake.token("ana", ANA);
    for number in [1, 2, 3] {
        yes(&put_event(&intake, &ana, &event(number)), 201);
    }
    yes(&put_event(&intake, &ana, &event(2)), 200);
    let envelope = sealed(16 << 10, 2, b"key");
    let envelope = (Ticket::of_bytes(&envelope), envelope);
    yes(&put_event(&intake, &ana, &envelope), 201);
    intake.end("-KILL");
    intake.run();

    let bo = intake.token("bo", BO);
    let mut names: Vec<_> = [1, 2, 3].map(|number| event(number).0).into();
    names.sort_unstable();
    let all = listed(&intake, &bo, "1971-01-01");
    assert_eq!(
        all,
        serde_json::json!({"events": names, "envelopes": [envelope.0]})
    );
    let today = sotto::day::Day::of_unix(now()).unwrap();
    assert_eq!(listed(&intake, &bo, &today.to_string()), all);
    let tomorrow = listed(&intake, &bo, &today.plus(1).to_string());
    assert_eq!(tomorrow, serde_json::json!({"events": [], "envelopes": []}));

    let asked = [event(3).0, Ticket::from([9; 16]), event(1).0, envelope.0];
    let asked = asked.map(|name| *name.bytes()).concat();
    let reply = intake.desk(&bo, "POST", "/events", &asked);
    let expected = [3, 1].map(|number| {
        let (name, bytes) = event(number);
        [name.bytes().as_slice(), &bytes].concat()
    });
    assert_eq!((reply.status, reply.body), (200, expected.concat()));
    let one = intake.desk(&bo, "GET", &format!("/events/{}", envelope.0), b"");
    assert_eq!((one.status, one.body), (200, envelope.1));
}

#[test]
fn many_are_put_down_together_and_none_is_said_to_be_kept_that_is_not() {
    let intake = Intake::start();
    let token = intake.token("ana", ANA);
    let all = |numbers: std::ops::Range<u8>| {
        numbers
            .flat_map(|number| event(number).1)
            .collect::<Vec<_>>()
    };
    yes(&intake.desk(&token, "PUT", "/events", &all(0..5)), 201);
    yes(&intake.desk(&token, "PUT", "/events", &all(3..6)), 201);
    let names = || {
        listed(&intake, &token, "1971-01-01")["events"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(names(), 6);
    refused(&intake.desk(&token, "PUT", "/events", &all(6..20)), 503);
    assert_eq!(names(), 8, "as many as there was room for");
    for wrong in [vec![], vec![0; EVENT + 1], vec![0; 257 * EVENT]] {
        let status = intake.desk(&token, "PUT", "/events", &wrong).status;
        assert!([400, 411, 413].contains(&status), "{status}");
    }
    refused(
        &intake.ask(intake.staff, "PUT", "/events", "", &all(0..1)),
        401,
    );
}

#[test]
fn nothing_is_kept_under_a_name_that_is_not_its_own_or_without_a_session() {
    let intake = Intake::start();
    let token = intake.token("ana", ANA);
    let (name, bytes) = event(1);
    refused(
        &put_event(&intake, &token, &(event(2).0, bytes.clone())),
        400,
    );
    let short = vec![1; EVENT - 1];
    refused(
        &put_event(&intake, &token, &(Ticket::of_bytes(&short), short)),
        400,
    );
    let open = vec![1; 16 << 10];
    refused(
        &put_event(&intake, &token, &(Ticket::of_bytes(&open), open)),
        422,
    );
    refused(&put_event(&intake, &"0".repeat(64), &(name, bytes)), 401);
    refused(
        &intake.desk(&token, "GET", "/events/since/yesterday", b""),
        400,
    );
    refused(&intake.desk(&token, "POST", "/events", &[0; 15]), 400);
    refused(&intake.desk(&token, "POST", "/events", &[0; 257 * 16]), 400);
    for (method, path) in [
        ("GET", "/events/since/2026-01-01"),
        ("POST", "/events"),
        ("PUT", "/roster"),
    ] {
        let body: &[u8] = if method == "GET" { b"" } else { &[0; 16] };
        refused(&intake.ask(intake.staff, method, path, "", body), 401);
        let public = intake.ask(intake.public, method, path, "", body);
        assert!([404, 405].contains(&public.status), "{path}");
    }
    let nothing = serde_json::json!({"events": [], "envelopes": []});
    assert_eq!(listed(&intake, &token, "1971-01-01"), nothing);
}

#[test]
fn a_log_that_is_full_says_so_and_what_is_there_stays() {
    let intake = Intake::start();
    let token = intake.token("ana", ANA);
    let answers: Vec<u16> = (0..10)
        .map(|number| put_event(&intake, &token, &event(number)).status)
        .collect();
    assert_eq!(answers, [[201; 8].as_slice(), &[503; 2]].concat());
    assert_eq!(
        listed(&intake, &token, "1971-01-01")["events"]
            .as_array()
            .unwrap()
            .len(),
        8
    );
}

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

#[test]
fn a_newer_roster_of_the_root_key_is_in_force_at_once_and_after_a_restart() {
    let mut intake = Intake::start();
    let ana = intake.token("ana", ANA);
    let bo = intake.token("bo", BO);
    let name = ticket(1).0;
    let report = format!("/reports/{name}");
    yes(&intake.put(&report, &sealed(16 << 10, 2, b"x")), 201);
    let confirm = serde_json::json!({"reports": [name], "pieces": [], "letters": []}).to_string();
    yes(
        &intake.desk(&bo, "POST", "/confirm", confirm.as_bytes()),
        200,
    );

    // Bo leaves.
    let alone = signed(&next(|roster| drop(roster.handlers.pop())), ROOT);
    yes(&intake.desk(&ana, "PUT", "/roster", &alone), 201);
    refused(&intake.desk(&ana, "GET", "/reports", b""), 401);
    refused(&intake.log_in(&intake.login("bo"), BO), 401);
    let ana = intake.token("ana", ANA);
    assert_eq!(
        intake.listed(&ana),
        [name.to_string()],
        "confirmed by Bo's place alone: it stays"
    );
    yes(&intake.desk(&ana, "PUT", "/roster", &alone), 200);
    assert_eq!(intake.get("/roster.signed").body, alone);
    let two = intake.put(
        &format!("/reports/{}", ticket(2).0),
        &sealed(16 << 10, 2, b"x"),
    );
    refused(&two, 422);
    yes(
        &intake.put(
            &format!("/reports/{}", ticket(2).0),
            &sealed(16 << 10, 1, b"x"),
        ),
        201,
    );

    intake.end("-TERM");
    intake.run();
    assert_eq!(
        intake.get("/roster.signed").body,
        alone,
        "though the files are older"
    );
    let ana = intake.token("ana", ANA);
    let third = signed(&next(|roster| roster.serial += 1), ROOT);
    yes(&intake.desk(&ana, "PUT", "/roster", &third), 201);
    let ana = intake.token("ana", ANA);
    yes(
        &intake.desk(&ana, "POST", "/confirm", confirm.as_bytes()),
        200,
    );
    intake.token("bo", BO);
    let digest: [u8; 32] = Sha256::digest(intake.get("/roster.json").body).into();
    intake.end("-TERM");
    let inspected = std::process::Command::new(env!("CARGO_BIN_EXE_sotto-intake"))
        .args(["inspect", "--folder"])
        .arg(intake.store())
        .output()
        .unwrap();
    let words = String::from_utf8(inspected.stdout).unwrap();
    assert!(
        inspected.status.success() && words.contains("     1 roster in slots"),
        "{words}"
    );
    intake.run();
    assert_eq!(
        <[u8; 32]>::from(Sha256::digest(intake.get("/roster.json").body)),
        digest
    );
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
                    roster.handlers.pop();
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

#[test]
fn handlers_put_contributions_down_and_coordinators_alone_fetch_them() {
    let mut intake = Intake::start();
    let [ana, cy] = [intake.token("ana", ANA), intake.token("cy", CY)];
    let share = sealed(16 << 10, 1, b"share");
    let name = Ticket::of_bytes(&share);
    let path = format!("/contributions/{name}");
    yes(&intake.desk(&ana, "PUT", &path, &share), 201);
    yes(&intake.desk(&ana, "PUT", &path, &share), 200);
    let listed = |intake: &Intake| -> serde_json::Value {
        let reply = intake.desk(&cy, "GET", "/contributions", b"");
        assert_eq!(reply.status, 200);
        serde_json::from_slice(&reply.body).unwrap()
    };
    assert_eq!(listed(&intake), serde_json::json!([name]));
    assert_eq!(intake.desk(&cy, "GET", &path, b"").body, share);
    // Neither does what is the other's.
    refused(&intake.desk(&cy, "PUT", &path, &share), 401);
    for asked in ["/contributions", &path] {
        refused(&intake.desk(&ana, "GET", asked, b""), 401);
    }
    for asked in [
        "/reports",
        "/events/since/2026-01-01",
        &format!("/reports/{}", ticket(1).0),
        &format!("/events/{name}"),
    ] {
        refused(&intake.desk(&cy, "GET", asked, b""), 401);
    }
    for (method, asked) in [
        ("POST", "/confirm"),
        ("POST", "/events"),
        ("PUT", "/roster"),
        ("PUT", "/events"),
    ] {
        refused(&intake.desk(&cy, method, asked, b"{}"), 401);
    }
    // What is not an age file of a slot's size, or not of this name, is not kept.
    let other = sealed(16 << 10, 1, b"other");
    refused(&intake.desk(&ana, "PUT", &path, &other), 400);
    let plain = vec![7; 16 << 10];
    let of = |bytes: &[u8]| format!("/contributions/{}", Ticket::of_bytes(bytes));
    assert_eq!(intake.desk(&ana, "PUT", &of(&plain), &plain).status, 422);
    let odd = sealed((16 << 10) + 1, 1, b"odd");
    assert_eq!(intake.desk(&ana, "PUT", &of(&odd), &odd).status, 400);
    assert_eq!(intake.desk("0", "GET", "/contributions", b"").status, 401);
    intake.end("-TERM");
    intake.run();
    let cy = intake.token("cy", CY);
    assert_eq!(intake.desk(&cy, "GET", &path, b"").body, share, "durable");
}
