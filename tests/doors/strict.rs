//! The reporters' door turns away whatever is not exactly right, in the same words, and keeps nothing of it.

use crate::support::files::bytes_below;
use crate::support::{
    Intake, REPORT, everything, holds, piece, raw, refused, report, sealed, ticket, yes,
};
use sotto::wire::PIECE;

#[test]
fn whatever_is_not_exactly_right_is_refused_in_the_same_words() {
    let intake = Intake::start();
    let name = ticket(1).0;
    let (report, piece) = (report(1), piece(1));
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
fn a_request_whose_headers_are_not_plainly_for_us_is_refused() {
    let intake = Intake::start();
    let (door, body) = (intake.public, vec![7; PIECE]);
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
        let head = format!("PUT {} HTTP/1.1\r\n{headers}\r\n", piece(1));
        let reply = raw(door, &[head.as_bytes(), &body].concat());
        assert_eq!(reply.status, status, "{headers}");
        refused(&reply, status);
    }
    // After all that, the ticket is still free.
    yes(&intake.put(&piece(1), &body), 201);
}

#[test]
fn a_request_whose_first_line_is_not_plainly_for_us_is_refused() {
    let intake = Intake::start();
    let door = intake.public;
    let host = format!("Host: {door}\r\n");
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
    // Nothing behind a refused request is taken for another.
    let smuggled = format!("GET /?x HTTP/1.1\r\n{host}\r\nGET / HTTP/1.1\r\n{host}\r\n");
    let answers = everything(door, smuggled.as_bytes());
    assert_eq!(answers.matches("HTTP/1.1 ").count(), 1, "{answers}");
}

#[test]
fn what_is_no_request_is_refused() {
    let intake = Intake::start();
    for bytes in [
        &b"not http at all\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\nHost: x\n\n",
        b"\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        &[b'a'; 20_000],
    ] {
        refused(&raw(intake.public, bytes), 400);
    }
}

#[test]
fn plaintext_pasted_anywhere_reaches_neither_disk_nor_log() {
    let mut intake = Intake::start();
    let words = b"My name is Ana and the police took my phone. ";
    let plain = |size: usize| words.iter().copied().cycle().take(size).collect::<Vec<_>>();
    for path in [
        report(1),
        "/letters".to_owned(),
        "/".to_owned(),
        "/My-name-is-Ana".to_owned(),
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
    assert!(!holds(&bytes_below(&intake.store()), b"My name is Ana"));
    assert_eq!(
        intake.said(),
        "sotto-intake: started\nsotto-intake: stopped\n"
    );
}
