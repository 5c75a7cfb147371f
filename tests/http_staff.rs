//! The handlers' door: who is let in, what they get, and when the intake forgets.

mod support;

use sotto::wire::PIECE;
use support::{ANA, BO, Intake, ROOT, Reply, roster, sealed, ticket, write_roster};

const REPORT: usize = 16 << 10;

fn confirm(intake: &Intake, token: &str, reports: &[u32], pieces: &[u32]) -> Reply {
    let names = |numbers: &[u32]| {
        numbers
            .iter()
            .map(|number| ticket(*number).0.to_string())
            .collect::<Vec<_>>()
    };
    let body =
        serde_json::json!({"reports": names(reports), "pieces": names(pieces), "letters": []})
            .to_string();
    intake.desk(token, "POST", "/confirm", body.as_bytes())
}

fn put_report(intake: &Intake, number: u32, fill: &[u8]) {
    assert_eq!(
        intake
            .put(
                &format!("/reports/{}", ticket(number).0),
                &sealed(REPORT, 2, fill)
            )
            .status,
        201
    );
}

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
    assert_eq!(
        intake
            .ask(intake.staff, "POST", "/session", "", b"{}")
            .status,
        401
    );
    assert_eq!(
        intake
            .ask(intake.staff, "POST", "/session", "", &[b'x'; 5000])
            .status,
        400
    );
}

#[test]
fn without_a_session_every_route_is_closed_alike() {
    let intake = Intake::start();
    put_report(&intake, 1, b"x");
    let name = ticket(1).0;
    let closed = intake.ask(intake.staff, "GET", "/reports", "", b"");
    assert_eq!(closed.status, 401);
    for path in [
        format!("/reports/{name}"),
        format!("/reports/{}", ticket(2).0),
        format!("/pieces/{name}"),
        "/reports/x".to_owned(),
    ] {
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
    put_report(&intake, 1, b"x");
    let header = format!("Authorization: Bearer {token}\r\n");
    for path in [
        "/reports",
        "/session",
        "/confirm",
        "/replies",
        &format!("/letters/{}", ticket(1).0),
        &format!("/reports/{}", ticket(1).0),
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
fn a_desk_gets_back_what_was_sealed_whole_or_from_where_it_broke_off() {
    let intake = Intake::start();
    let body = sealed(REPORT, 2, b"payload ");
    put_report(&intake, 1, b"payload ");
    let piece: Vec<u8> = (0..PIECE).map(|n| u8::try_from(n % 251).unwrap()).collect();
    assert_eq!(
        intake
            .put(&format!("/pieces/{}", ticket(2).0), &piece)
            .status,
        201
    );
    let token = intake.token("ana", ANA);
    assert_eq!(
        intake.listed(&token),
        [ticket(1).0.to_string()],
        "pieces are not listed"
    );
    assert_eq!(
        intake
            .desk(&token, "GET", &format!("/reports/{}", ticket(1).0), b"")
            .body,
        body
    );
    assert_eq!(
        intake
            .desk(&token, "GET", &format!("/pieces/{}", ticket(2).0), b"")
            .body,
        piece
    );
    assert_eq!(
        intake
            .desk(&token, "GET", &format!("/pieces/{}", ticket(1).0), b"")
            .status,
        404,
        "a report is no piece"
    );
    let range = |range: &str| {
        let headers = format!("Authorization: Bearer {token}\r\nRange: {range}\r\n");
        intake.ask(
            intake.staff,
            "GET",
            &format!("/pieces/{}", ticket(2).0),
            &headers,
            b"",
        )
    };
    let rest = range("bytes=1000000-");
    assert_eq!((rest.status, &rest.body[..]), (206, &piece[1_000_000..]));
    assert!(
        rest.headers
            .contains(&"content-range: bytes 1000000-1048575/1048576".to_owned())
    );
    for wrong in ["bytes=1048576-", "bytes=5-9", "bytes=-5", "x"] {
        assert_eq!(range(wrong).status, 400, "{wrong}");
    }
}

#[test]
fn reports_are_listed_by_ticket_and_not_by_arrival() {
    let intake = Intake::start();
    for number in [5, 3, 9, 1, 7, 2] {
        put_report(&intake, number, b"x");
    }
    let mut tickets: Vec<_> = [5, 3, 9, 1, 7, 2].map(|number| ticket(number).0).to_vec();
    tickets.sort();
    let listed = intake.listed(&intake.token("ana", ANA));
    assert_eq!(
        listed,
        tickets.iter().map(ToString::to_string).collect::<Vec<_>>()
    );
}

#[test]
fn what_every_handler_has_confirmed_is_erased_and_no_sooner() {
    let mut intake = Intake::start();
    put_report(&intake, 1, b"to be erased ");
    assert_eq!(
        intake
            .put(&format!("/pieces/{}", ticket(2).0), &vec![5; PIECE])
            .status,
        201
    );
    let (ana, bo) = (intake.token("ana", ANA), intake.token("bo", BO));
    for _ in 0..2 {
        assert_eq!(confirm(&intake, &ana, &[1, 99], &[2]).status, 200);
        assert_eq!(
            intake.listed(&bo).len(),
            1,
            "one handler twice is still one"
        );
    }
    assert_eq!(intake.withdraw(&[ticket(1).1]).status, 200);
    assert_eq!(
        intake.listed(&bo).len(),
        1,
        "what a desk has confirmed cannot be withdrawn here"
    );
    assert_eq!(confirm(&intake, &bo, &[1], &[2]).status, 200);
    assert_eq!(intake.listed(&ana).len(), 0);
    assert_eq!(
        intake
            .desk(&ana, "GET", &format!("/pieces/{}", ticket(2).0), b"")
            .status,
        404
    );
    intake.end("-TERM");
    for entry in std::fs::read_dir(intake.store()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(12).any(|window| window == b"to be erased"));
        assert!(!bytes.windows(64).any(|window| window == [5; 64]));
    }
    intake.run();
    assert_eq!(
        intake.listed(&intake.token("ana", ANA)).len(),
        0,
        "erased for good"
    );
}

#[test]
fn a_new_roster_asks_every_desk_again() {
    let mut intake = Intake::start();
    put_report(&intake, 1, b"x");
    assert_eq!(
        confirm(&intake, &intake.token("ana", ANA), &[1], &[]).status,
        200
    );
    intake.end("-TERM");
    let mut newer = roster();
    newer.serial += 1;
    newer.handlers.swap(0, 1);
    write_roster(&intake.folder.0.join("roster"), &newer, ROOT);
    intake.run();
    assert_eq!(
        confirm(&intake, &intake.token("bo", BO), &[1], &[]).status,
        200
    );
    assert_eq!(
        intake.listed(&intake.token("ana", ANA)).len(),
        1,
        "places changed hands, confirmations did not"
    );
    assert_eq!(
        confirm(&intake, &intake.token("ana", ANA), &[1], &[]).status,
        200
    );
    assert_eq!(intake.listed(&intake.token("bo", BO)).len(), 0);
}

#[test]
fn until_the_release_hour_nothing_new_is_shown() {
    let hour = (support::now() / 3600 + 12) % 24;
    let mut intake = Intake::start_with("8,16,8,8,16", &["--release-hours", &hour.to_string()]);
    put_report(&intake, 1, b"x");
    let token = intake.token("ana", ANA);
    assert_eq!(intake.listed(&token).len(), 0);
    assert_eq!(
        intake
            .desk(&token, "GET", &format!("/reports/{}", ticket(1).0), b"")
            .status,
        404
    );
    // Which was held is kept in memory alone: after a start everything may be seen.
    intake.end("-TERM");
    intake.run();
    assert_eq!(intake.listed(&intake.token("ana", ANA)).len(), 1);
}

#[test]
fn whoever_left_the_roster_is_out_with_all_sessions() {
    let mut intake = Intake::start();
    let (ana, bo) = (intake.token("ana", ANA), intake.token("bo", BO));
    for token in [&ana, &bo] {
        assert_eq!(intake.desk(token, "GET", "/reports", b"").status, 200);
    }
    intake.end("-TERM");
    let mut later = roster();
    later.serial += 1;
    later.handlers.retain(|handler| handler.id == "ana");
    write_roster(&intake.folder.0.join("roster"), &later, ROOT);
    intake.run();
    for token in [&ana, &bo] {
        let reply = intake.desk(token, "GET", "/reports", b"");
        assert_eq!(reply.status, 401, "sessions end with the roster");
    }
    assert_eq!(intake.log_in(&intake.login("bo"), BO).status, 401);
    assert_eq!(intake.log_in(&intake.login("ana"), ANA).status, 200);
}
