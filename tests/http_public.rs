//! The reporters' door: every status, every header, and what is never kept.

mod support;

use sotto::wire::PIECE;
use std::fs;
use support::{Intake, everything, raw, refused, sealed, ticket, whole, yes};

const REPORT: usize = 16 << 10;
#[test]
fn the_signed_site_and_roster_are_served_with_nothing_that_tells_of_the_server() {
    let intake = Intake::start();
    let html = ["content-type: text/html; charset=utf-8"];
    whole(&intake.get("/"), 200, &html, b"<p>page");
    whole(&intake.get("/en/"), 200, &html, b"<p>page");
    whole(
        &intake.get("/form.js"),
        200,
        &["content-type: text/javascript; charset=utf-8"],
        b"script",
    );
    let packed = intake.ask(
        intake.public,
        "GET",
        "/form.js",
        "Accept-Encoding: gzip, deflate\r\n",
        b"",
    );
    whole(
        &packed,
        200,
        &[
            "content-type: text/javascript; charset=utf-8",
            "content-encoding: gzip",
        ],
        b"packed",
    );
    let json = fs::read(intake.folder.0.join("roster/roster.json")).unwrap();
    let signature = fs::read(intake.folder.0.join("roster/roster.sig")).unwrap();
    let text = ["content-type: text/plain; charset=utf-8"];
    whole(
        &intake.get("/roster.json"),
        200,
        &["content-type: application/json"],
        &json,
    );
    whole(
        &intake.get("/roster.sig"),
        200,
        &text,
        &[&signature[..], b"\n"].concat(),
    );
    whole(
        &intake.get("/roster.signed"),
        200,
        &text,
        &[&signature[..], b"\n", &json].concat(),
    );
    let recipients = intake.get("/recipients.txt");
    assert_eq!((recipients.status, recipients.body.len()), (200, 2 * 1960));
}

#[test]
fn a_report_and_a_piece_are_kept_once_under_their_ticket() {
    let intake = Intake::start();
    let (one, other) = (sealed(REPORT, 2, b"one"), sealed(REPORT, 2, b"other"));
    let report = format!("/reports/{}", ticket(1).0);
    for (body, status) in [(&one, 201), (&one, 200), (&one, 200)] {
        yes(&intake.put(&report, body), status);
    }
    refused(&intake.put(&report, &other), 409);
    let piece = format!("/pieces/{}", ticket(1).0);
    yes(&intake.put(&piece, &vec![1; PIECE]), 201);
    yes(&intake.put(&piece, &vec![1; PIECE]), 200);
    refused(&intake.put(&piece, &vec![2; PIECE]), 409);
}

#[test]
fn every_agreed_size_of_report_is_taken_and_rests_in_its_own_slots() {
    let intake = Intake::start();
    for (number, size) in sotto::sealed::SIZES.into_iter().enumerate() {
        let path = format!("/reports/{}", ticket(u32::try_from(number).unwrap()).0);
        assert_eq!(
            intake.put(&path, &sealed(size, 2, b"x")).status,
            201,
            "{size}"
        );
    }
}

#[test]
fn whatever_is_not_exactly_right_is_refused_in_the_same_words() {
    let intake = Intake::start();
    let name = ticket(1).0;
    let report = format!("/reports/{name}");
    let piece = format!("/pieces/{name}");
    let good = sealed(REPORT, 2, b"x");
    for (path, body, status) in [
        (&report, sealed(REPORT, 1, b"x"), 422),
        (&report, sealed(REPORT, 3, b"x"), 422),
        (&report, vec![b'x'; REPORT], 422),
        (&report, sealed(REPORT - 1, 2, b"x"), 400),
        (&report, sealed(REPORT + 1, 2, b"x"), 400),
        (&report, vec![0; PIECE + 1], 413),
        (&piece, vec![0; PIECE - 1], 400),
        (&piece, vec![0; PIECE + 1], 413),
        (&"/reports/short".to_owned(), good.clone(), 404),
        (&format!("/reports/{}", "A".repeat(26)), good.clone(), 404),
        (&format!("/elsewhere/{name}"), good.clone(), 404),
        (&"/".to_owned(), good.clone(), 405),
    ] {
        refused(&intake.put(path, &body), status);
    }
    for path in [
        "/nothing",
        "/reports",
        "/pieces",
        "/session",
        "/confirm",
        "/en",
        "/form.js.gz",
        "/manifest.json",
        &report,
        &piece,
    ] {
        refused(&intake.get(path), 404);
    }
    for path in [
        "/../Cargo.toml",
        "/%2e%2e/x",
        "//",
        "/?",
        "/a?b",
        "/en/%00",
        "*",
    ] {
        refused(&intake.get(path), 400);
    }
    refused(&intake.ask(intake.public, "POST", &report, "", b""), 404);
    for method in ["HEAD", "PATCH", "OPTIONS", "TRACE"] {
        refused(&intake.ask(intake.public, method, &report, "", b""), 405);
    }
}

#[test]
fn a_request_that_is_not_plainly_for_us_is_refused() {
    let intake = Intake::start();
    let (door, name) = (intake.public, ticket(1).0);
    let piece = vec![7; PIECE];
    let with = |head: String| raw(door, &[head.as_bytes(), &piece[..]].concat());
    let host = format!("Host: {door}\r\n");
    let length = "Content-Length: 1048576\r\n";
    for (headers, status) in [
        (format!("Host: elsewhere.onion\r\n{length}"), 421),
        (length.to_owned(), 421),
        (format!("{host}{host}{length}"), 421),
        (host.clone(), 411),
        (format!("{host}Transfer-Encoding: chunked\r\n"), 411),
        (format!("{host}{length}Transfer-Encoding: chunked\r\n"), 411),
        (format!("{host}{length}{length}"), 400),
        (format!("{host}Content-Length: +1048576\r\n"), 400),
        (
            format!("{host}Content-Length: 99999999999999999999\r\n"),
            400,
        ),
        (format!("{host}Content-Length: 4294967296\r\n"), 413),
        (format!("{host}{length} folded\r\n"), 400),
        (format!("{host}{length}X: a\nY: b\r\n"), 400),
        (format!("{host}{length}X: a\0b\r\n"), 400),
        (format!("{host}{length}X : a\r\n"), 400),
        (format!("{host}{length}Content-Encoding: gzip\r\n"), 415),
        (format!("{host}{length}Expect: 100-continue\r\n"), 415),
        (format!("{host}{length}Upgrade: h2c\r\n"), 415),
    ] {
        let reply = with(format!("PUT /pieces/{name} HTTP/1.1\r\n{headers}\r\n"));
        assert_eq!(reply.status, status, "{headers}");
        refused(&reply, status);
    }
    for line in [
        "GET /?x HTTP/1.1",
        "GET http://elsewhere.onion/ HTTP/1.1",
        &format!("GET http://{door}/ HTTP/1.1"),
        "GET / HTTP/1.0",
        "GET / HTTP/2.0",
        "CONNECT elsewhere.onion:80 HTTP/1.1",
        "GET  / HTTP/1.1",
        "GET /\0 HTTP/1.1",
    ] {
        let asked = format!("{line}\r\n{host}\r\n");
        refused(&raw(door, asked.as_bytes()), 400);
    }
    for bytes in [
        &b"not http at all\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\nHost: x\n\n",
        b"\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        &[b'a'; 20_000],
    ] {
        refused(&raw(door, bytes), 400);
    }
    // Nothing behind a refused request is taken for another.
    let smuggled = format!("GET /?x HTTP/1.1\r\n{host}\r\nGET / HTTP/1.1\r\n{host}\r\n");
    let answers = everything(door, smuggled.as_bytes());
    assert_eq!(answers.matches("HTTP/1.1 ").count(), 1, "{answers}");
    // After all that, the ticket is still free.
    yes(&intake.put(&format!("/pieces/{name}"), &piece), 201);
}

#[test]
fn plaintext_pasted_anywhere_reaches_neither_disk_nor_log() {
    let mut intake = Intake::start();
    let words = b"My name is Ana and the police took my phone. ";
    let plain = |size: usize| words.iter().copied().cycle().take(size).collect::<Vec<_>>();
    let name = ticket(1).0;
    for path in [
        format!("/reports/{name}"),
        "/letters".to_owned(),
        "/".to_owned(),
        format!("/{}", "My-name-is-Ana"),
    ] {
        for method in ["PUT", "POST"] {
            let reply = intake.ask(
                intake.public,
                method,
                &path,
                "X-Note: My name is Ana\r\n",
                &plain(REPORT),
            );
            assert!(
                (400..500).contains(&reply.status),
                "{method} {path}: {}",
                reply.status
            );
        }
    }
    std::thread::sleep(std::time::Duration::from_millis(200));
    intake.end("-TERM");
    for entry in fs::read_dir(intake.store()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(14).any(|window| window == b"My name is Ana"));
    }
    assert_eq!(
        intake.said(),
        "sotto-intake: started\nsotto-intake: stopped\n"
    );
}

#[test]
fn without_a_free_slot_the_answer_is_to_try_again_and_nothing_else_changes() {
    let mut intake = Intake::start_with("2,2,2,2,2", &[]);
    let put = |intake: &Intake, number| {
        intake.put(
            &format!("/reports/{}", ticket(number).0),
            &sealed(REPORT, 2, b"x"),
        )
    };
    assert_eq!([put(&intake, 1).status, put(&intake, 2).status], [201, 201]);
    for _ in 0..2 {
        refused(&put(&intake, 3), 503);
    }
    assert_eq!(put(&intake, 1).status, 200);
    assert_eq!(
        intake
            .put(
                &format!("/reports/{}", ticket(4).0),
                &sealed(64 << 10, 2, b"x")
            )
            .status,
        201,
        "another size has room"
    );
    assert_eq!(intake.withdraw(&[ticket(1).1]).status, 200);
    // Overwritten at the next tick, and free after it.
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert_eq!(put(&intake, 3).status, 201);
    intake.end("-TERM");
    assert!(
        intake.log.contains("no slot of the wanted size is free"),
        "{}",
        intake.log
    );
}

#[test]
fn withdrawing_answers_alike_whatever_was_there_and_erases_what_was() {
    let intake = Intake::start();
    let paths = [1, 2].map(|number| {
        let name = ticket(number).0;
        [format!("/reports/{name}"), format!("/pieces/{name}")]
    });
    let secrets = [1, 2].map(|number| ticket(number).1);
    let before = intake.withdraw(&[secrets[0]]);
    for [report, piece] in &paths {
        assert_eq!(intake.put(report, &sealed(REPORT, 2, b"x")).status, 201);
        assert_eq!(intake.put(piece, &vec![5; PIECE]).status, 201);
    }
    let wrong = intake.withdraw(&[ticket(3).1]);
    for [report, piece] in &paths {
        assert_eq!(
            intake.put(report, &sealed(REPORT, 2, b"x")).status,
            200,
            "still there"
        );
        assert_eq!(intake.put(piece, &vec![5; PIECE]).status, 200);
    }
    let random = [ticket(4).1; 30];
    let right = intake.withdraw(&[&secrets[..1], &random[..], &secrets[..1]].concat());
    yes(&before, 200);
    assert_eq!([&before, &before], [&wrong, &right]);
    for path in &paths[0] {
        let other = if path.starts_with("/r") {
            sealed(REPORT, 2, b"y")
        } else {
            vec![6; PIECE]
        };
        assert_eq!(
            intake.put(path, &other).status,
            201,
            "the ticket is free again"
        );
    }
    assert_eq!(
        intake.put(&paths[1][0], &sealed(REPORT, 2, b"x")).status,
        200,
        "the other was not meant"
    );
    for (body, status) in [
        (vec![], 400),
        (vec![0; 31], 400),
        (vec![0; 33], 400),
        (vec![0; 65 * 32], 400),
        (vec![0; 2 << 20], 413),
    ] {
        refused(
            &intake.ask(intake.public, "POST", "/withdrawals", "", &body),
            status,
        );
    }
    for path in &paths[1] {
        refused(&intake.ask(intake.public, "DELETE", path, "", b""), 404);
    }
}

#[test]
fn what_is_put_again_while_it_is_being_erased_is_not_taken_for_kept() {
    let intake = Intake::start_with("8,16,8,8,8", &["--tick", "1500"]);
    let (name, secret) = ticket(1);
    let path = format!("/reports/{name}");
    let body = sealed(REPORT, 2, b"x");
    assert_eq!(intake.put(&path, &body).status, 201);
    // That answer came with a tick: both of these wait for the next one, in this order.
    std::thread::scope(|scope| {
        let withdrawn = scope.spawn(|| intake.withdraw(&[secret]).status);
        std::thread::sleep(std::time::Duration::from_millis(400));
        let again = intake.put(&path, &body).status;
        assert_eq!(
            (withdrawn.join().unwrap(), again),
            (200, 503),
            "try again, and not: it is there"
        );
    });
    assert_eq!(intake.put(&path, &body).status, 201, "then it is new");
}
