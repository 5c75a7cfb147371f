//! The handlers' door: who is let in, and what is closed to everybody else.

use crate::support::{ANA, BO, Intake, ROOT, piece, report, roster, ticket, write_roster};

#[test]
fn a_handler_of_the_roster_is_let_in_once_with_each_signature() {
    let intake = Intake::start();
    let request = intake.login("ana");
    assert_eq!(intake.log_in(&request, ANA).status, 200);
    assert_eq!(intake.log_in(&request, ANA).status, 401, "replayed");
    assert_eq!(intake.log_in(&intake.login("ana"), ANA).status, 200, "anew");
}

#[test]
fn nobody_else_is_let_in() {
    let intake = Intake::start();
    let other = |change: fn(&mut sotto::wire::LoginRequest)| {
        let mut request = intake.login("ana");
        change(&mut request);
        intake.log_in(&request, ANA).status
    };
    assert_eq!(
        intake.log_in(&intake.login("ana"), BO).status,
        401,
        "another's key"
    );
    assert_eq!(
        intake.log_in(&intake.login("root"), ROOT).status,
        401,
        "not of the roster"
    );
    assert_eq!(
        other(|request| request.host = "elsewhere.onion".into()),
        401,
        "passed on from another intake"
    );
    assert_eq!(other(|request| request.time -= 301), 401, "too old");
    assert_eq!(other(|request| request.time += 320), 401, "not yet");
    assert_eq!(other(|request| request.path = "/confirm".into()), 401);
    for (body, status) in [(&b"{}"[..], 401), (&[b'x'; 5000], 400)] {
        let reply = intake.ask(intake.staff, "POST", "/session", "", body);
        assert_eq!(reply.status, status);
    }
}

#[test]
fn without_a_session_every_route_is_closed_alike() {
    let intake = Intake::start();
    intake.keeps_report(1, b"x");
    let closed = intake.ask(intake.staff, "GET", "/reports", "", b"");
    assert_eq!(closed.status, 401);
    for path in [report(1), report(2), piece(1), "/reports/x".to_owned()] {
        for token in [
            String::new(),
            format!("Authorization: Bearer {}\r\n", "0".repeat(64)),
            "Authorization: Bearer x\r\n".to_owned(),
        ] {
            assert_eq!(
                intake.ask(intake.staff, "GET", &path, &token, b""),
                closed,
                "{path} {token}"
            );
        }
    }
    assert_eq!(
        intake.ask(intake.staff, "POST", "/confirm", "", b"{}"),
        closed
    );
}

#[test]
fn neither_door_answers_for_the_other() {
    let intake = Intake::start();
    let token = intake.token("ana", ANA);
    intake.keeps_report(1, b"x");
    let header = format!("Authorization: Bearer {token}\r\n");
    for path in [
        "/reports",
        "/session",
        "/confirm",
        "/replies",
        &format!("/letters/{}", ticket(1).0),
        &report(1),
    ] {
        assert_eq!(
            intake.ask(intake.public, "GET", path, &header, b"").status,
            404,
            "{path}"
        );
    }
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/form.js"),
        ("GET", "/recipients.txt"),
        ("PUT", "/reports/x"),
        ("DELETE", "/reports/x"),
        ("GET", "/board"),
        ("GET", "/board/0"),
        ("POST", "/withdrawals"),
        ("POST", "/letters/en"),
    ] {
        let body: &[u8] = if method == "PUT" { b"x" } else { b"" };
        assert_eq!(
            intake.ask(intake.staff, method, path, &header, body).status,
            404,
            "{method} {path}"
        );
    }
}

#[test]
fn whoever_left_the_roster_is_out_with_all_sessions() {
    let mut intake = Intake::start();
    let (ana, bo) = (intake.token("ana", ANA), intake.token("bo", BO));
    for token in [&ana, &bo] {
        assert_eq!(intake.fetch(token, "/reports").status, 200);
    }
    intake.end("-TERM");
    let mut later = roster();
    later.serial += 1;
    later.handlers.retain(|handler| handler.id == "ana");
    (later.least, later.keep_until) = (1, 1);
    write_roster(&intake.folder.0.join("roster"), &later, ROOT);
    intake.run();
    for token in [&ana, &bo] {
        let reply = intake.fetch(token, "/reports");
        assert_eq!(reply.status, 401, "sessions end with the roster");
    }
    assert_eq!(intake.log_in(&intake.login("bo"), BO).status, 401);
    assert_eq!(intake.log_in(&intake.login("ana"), ANA).status, 200);
}
