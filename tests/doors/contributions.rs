//! The handlers' door, for shares of counts: handlers put them down, coordinators fetch them.

use crate::support::{ANA, CY, Intake, REPORT, refused, report, sealed, yes};
use serde_json::{Value, json};
use sotto::ticket::Ticket;

#[test]
fn handlers_put_contributions_down_and_coordinators_alone_fetch_them() {
    let mut intake = Intake::start();
    let [ana, cy] = [intake.token("ana", ANA), intake.token("cy", CY)];
    let share = sealed(REPORT, 1, b"share");
    let name = Ticket::of_bytes(&share);
    let path = format!("/contributions/{name}");
    yes(&intake.desk(&ana, "PUT", &path, &share), 201);
    yes(&intake.desk(&ana, "PUT", &path, &share), 200);
    let listed = |intake: &Intake| -> Value {
        let reply = intake.fetch(&cy, "/contributions");
        assert_eq!(reply.status, 200);
        serde_json::from_slice(&reply.body).unwrap()
    };
    assert_eq!(listed(&intake), json!([name]));
    assert_eq!(intake.fetch(&cy, &path).body, share);
    // Neither does what is the other's.
    refused(&intake.desk(&cy, "PUT", &path, &share), 401);
    for asked in ["/contributions", &path] {
        refused(&intake.fetch(&ana, asked), 401);
    }
    for asked in [
        "/reports",
        "/events/since/2026-01-01",
        &report(1),
        &format!("/events/{name}"),
    ] {
        refused(&intake.fetch(&cy, asked), 401);
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
    let other = sealed(REPORT, 1, b"other");
    refused(&intake.desk(&ana, "PUT", &path, &other), 400);
    let plain = vec![7; REPORT];
    let of = |bytes: &[u8]| format!("/contributions/{}", Ticket::of_bytes(bytes));
    assert_eq!(intake.desk(&ana, "PUT", &of(&plain), &plain).status, 422);
    let odd = sealed(REPORT + 1, 1, b"odd");
    assert_eq!(intake.desk(&ana, "PUT", &of(&odd), &odd).status, 400);
    assert_eq!(intake.fetch("0", "/contributions").status, 401);
    intake.restart();
    let cy = intake.token("cy", CY);
    assert_eq!(intake.fetch(&cy, &path).body, share, "durable");
}
