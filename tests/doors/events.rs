//! The handlers' door, for what desks tell one another.

use crate::support::{ANA, BO, Intake, REPORT, Reply, now, refused, sealed, yes};
use serde_json::{Value, json};
use sotto::ticket::Ticket;

const EVENT: usize = 4 << 10;

fn event(number: u8) -> (Ticket, Vec<u8>) {
    let bytes = vec![number; EVENT];
    (Ticket::of_bytes(&bytes), bytes)
}

fn listed(intake: &Intake, token: &str, since: &str) -> Value {
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
    let envelope = sealed(REPORT, 2, b"key");
    let envelope = (Ticket::of_bytes(&envelope), envelope);
    yes(&put_event(&intake, &ana, &envelope), 201);
    intake.end("-KILL");
    intake.run();

    let bo = intake.token("bo", BO);
    let mut names: Vec<_> = [1, 2, 3].map(|number| event(number).0).into();
    names.sort_unstable();
    let all = listed(&intake, &bo, "1971-01-01");
    assert_eq!(all, json!({"events": names, "envelopes": [envelope.0]}));
    let today = sotto::day::Day::of_unix(now()).unwrap();
    assert_eq!(listed(&intake, &bo, &today.to_string()), all);
    let tomorrow = listed(&intake, &bo, &today.plus(1).to_string());
    assert_eq!(tomorrow, json!({"events": [], "envelopes": []}));

    let asked = [event(3).0, Ticket::from([9; 16]), event(1).0, envelope.0];
    let asked = asked.map(|name| *name.bytes()).concat();
    let reply = intake.desk(&bo, "POST", "/events", &asked);
    let expected = [3, 1].map(|number| {
        let (name, bytes) = event(number);
        [name.bytes().as_slice(), &bytes].concat()
    });
    assert_eq!((reply.status, reply.body), (200, expected.concat()));
    let one = intake.fetch(&bo, &format!("/events/{}", envelope.0));
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
    let open = vec![1; REPORT];
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
    let nothing = json!({"events": [], "envelopes": []});
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
