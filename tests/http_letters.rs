//! The way without scripts and the board, by the intake's doors.

mod support;

use sotto::ticket::{ReplyNumber, Ticket};
use std::fs;
use support::{ANA, BO, Intake, Reply, refused, sealed, ticket, whole};

const HTML: &str = "content-type: text/html; charset=utf-8";
const SEALED: &str = "content-type: application/octet-stream";

fn form(field: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--XX\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"my name.age\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n--XX--\r\n"].concat()
}

fn post(intake: &Intake, body: &[u8]) -> Reply {
    let headers = "Content-Type: multipart/form-data; boundary=XX\r\n";
    intake.ask(intake.public, "POST", "/letters/en", headers, body)
}

fn armored(file: &[u8]) -> Vec<u8> {
    let base64 = data_encoding::BASE64.encode(file);
    let lines: Vec<&str> = base64
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN AGE ENCRYPTED FILE-----\r\n{}\r\n-----END AGE ENCRYPTED FILE-----\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}

#[test]
fn a_letter_binary_or_armored_arrives_as_it_was_sealed() {
    let mut intake = Intake::start();
    let letters = [
        sealed(5_003, 2, b"one "),
        sealed(40_000, 3, b"two "),
        sealed((1 << 20) - 4, 2, b"three "),
    ];
    let sent = [
        form("file", &letters[0]),
        form("text", &armored(&letters[1])),
        form("file", &armored(&letters[2])),
    ];
    for body in &sent {
        whole(
            &post(&intake, body),
            201,
            &[HTML],
            b"<p>letter sent\n\n\n\n",
        );
    }
    let token = intake.token("ana", ANA);
    let tickets = intake.listing(&token, "letters");
    assert_eq!((tickets.len(), intake.listed(&token).len()), (3, 0));
    let mut fetched: Vec<Vec<u8>> = tickets
        .iter()
        .map(|ticket| {
            intake
                .desk(&token, "GET", &format!("/letters/{ticket}"), b"")
                .body
        })
        .collect();
    fetched.sort_by_key(Vec::len);
    assert!(fetched == letters, "byte for byte");
    let bo = intake.token("bo", BO);
    let confirm = serde_json::json!({"reports": [], "pieces": [], "letters": tickets}).to_string();
    for token in [&token, &bo] {
        assert_eq!(
            intake
                .desk(token, "POST", "/confirm", confirm.as_bytes())
                .status,
            200
        );
    }
    assert_eq!(intake.listing(&token, "letters").len(), 0, "both have them");
    intake.end("-TERM");
    intake.run();
    assert_eq!(
        intake.listing(&intake.token("ana", ANA), "letters").len(),
        0
    );
}

#[test]
fn what_is_not_sealed_to_the_handlers_is_refused_and_is_nowhere_afterwards() {
    let mut intake = Intake::start();
    let secret = "My name is Layla and they came on Tuesday. ";
    let classical =
        String::from_utf8_lossy(&sealed(6_000, 2, b"x")).replace("mlkem768x25519", "X25519");
    for body in [
        form("file", secret.repeat(200).as_bytes()),
        form("text", secret.as_bytes()),
        form("file", &sealed(6_000, 1, secret.as_bytes())),
        form("file", &sealed(9_000, 4, secret.as_bytes())),
        form("file", classical.as_bytes()),
        form("text", &armored(secret.as_bytes())),
        form("file", b""),
        form("other", &sealed(6_000, 2, b"x")),
        b"--XX\r\nnonsense".to_vec(),
        secret.as_bytes().to_vec(),
    ] {
        whole(&post(&intake, &body), 422, &[HTML], b"<p>letter refused\n");
    }
    let token = intake.token("ana", ANA);
    assert_eq!(intake.listing(&token, "letters").len(), 0);
    intake.end("-ABRT");
    for entry in fs::read_dir(intake.store()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(5).any(|window| window == b"Layla"));
    }
    assert!(!intake.log.contains("Layla"));
}

#[test]
fn the_process_leaves_no_core_file_whatever_the_system_would_do() {
    let intake = Intake::start();
    let limits = fs::read_to_string(format!("/proc/{}/limits", intake.process())).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    assert_eq!(
        core.split_whitespace().collect::<Vec<_>>()[4..6],
        ["0", "0"]
    );
}

#[test]
fn a_letter_that_is_too_long_or_finds_no_room_is_said_to_be() {
    let intake = Intake::start_with("1,1,1,1,1", &[]);
    let long = sealed((1 << 20) - 3, 2, b"x");
    for body in [
        form("file", &long),
        form("text", &armored(&long)),
        form("file", &vec![b'x'; 5 << 20]),
    ] {
        whole(&post(&intake, &body), 413, &[HTML], b"<p>letter too long");
    }
    assert_eq!(
        post(&intake, &form("file", &sealed(5_000, 2, b"x"))).status,
        201
    );
    whole(
        &post(&intake, &form("file", &sealed(5_001, 2, b"x"))),
        503,
        &[HTML],
        b"<p>no room\n\n\n\n\n\n\n\n",
    );
}

#[test]
fn only_a_form_in_a_language_of_the_site_is_a_letter() {
    let intake = Intake::start();
    let body = form("file", &sealed(5_000, 2, b"x"));
    let headers = "Content-Type: multipart/form-data; boundary=XX\r\n";
    for path in ["/letters/xx", "/letters/", "/letters"] {
        refused(
            &intake.ask(intake.public, "POST", path, headers, &body),
            404,
        );
    }
    refused(
        &intake.ask(intake.public, "GET", "/letters/en", "", b""),
        404,
    );
    refused(
        &intake.ask(intake.public, "POST", "/letters/en", "", &body),
        400,
    );
    refused(
        &intake.ask(
            intake.public,
            "POST",
            "/letters/en",
            "Content-Type: multipart/form-data\r\n",
            &body,
        ),
        400,
    );
    refused(
        &intake.ask(intake.staff, "POST", "/letters/en", headers, &body),
        404,
    );
}

/// What a desk would pin: 4 KiB that begin as an age file does.
fn reply(fill: &[u8]) -> Vec<u8> {
    sealed(4 << 10, 1, fill)
}

fn pin(intake: &Intake, token: &str, tag: Ticket, reply: &[u8]) -> u16 {
    intake
        .desk(
            token,
            "POST",
            "/replies",
            &[&tag.bytes()[..], reply].concat(),
        )
        .status
}

fn board(intake: &Intake) -> Vec<(Ticket, Vec<u8>)> {
    let index = intake.get("/board");
    whole(&index, 200, &[SEALED], &index.body);
    let tags: Vec<Ticket> = index
        .body
        .as_chunks::<16>()
        .0
        .iter()
        .map(|tag| Ticket::from(*tag))
        .collect();
    assert_eq!(tags.len() % 32, 0);
    let mut found = Vec::new();
    for number in 0..tags.len() / 32 {
        let page = intake.get(&format!("/board/{number}"));
        whole(&page, 200, &[SEALED], &page.body);
        assert_eq!(page.body.len(), 32 * (16 + 4096));
        for entry in page.body.as_chunks::<4112>().0 {
            found.push((
                Ticket::from(<[u8; 16]>::try_from(&entry[..16]).unwrap()),
                entry[16..].to_vec(),
            ));
        }
    }
    assert_eq!(found.iter().map(|(tag, _)| *tag).collect::<Vec<_>>(), tags);
    assert!(tags.is_sorted());
    refused(&intake.get(&format!("/board/{}", tags.len() / 32)), 404);
    found
}

#[test]
fn the_board_shows_whole_pages_and_no_more_of_what_is_on_it() {
    let intake = Intake::start_with("64,8,8,8,8", &[]);
    let token = intake.token("ana", ANA);
    let empty = board(&intake);
    assert_eq!(empty.len(), 32);
    assert_ne!(empty, board(&intake), "the filling is drawn anew");
    for number in 0..33 {
        assert_eq!(
            pin(
                &intake,
                &token,
                ticket(number).0,
                &reply(format!("reply {number} ").as_bytes())
            ),
            201
        );
    }
    assert_eq!(
        pin(&intake, &token, ticket(1).0, &reply(b"reply 1 ")),
        200,
        "the same again"
    );
    assert_eq!(pin(&intake, &token, ticket(1).0, &reply(b"another")), 409);
    let full = board(&intake);
    assert_eq!(full.len(), 64);
    for number in 0..33 {
        let wanted = reply(format!("reply {number} ").as_bytes());
        assert!(
            full.iter()
                .any(|(tag, bytes)| *tag == ticket(number).0 && *bytes == wanted)
        );
    }
    let path = format!("/replies/{}", ticket(1).0);
    for _ in 0..2 {
        assert_eq!(intake.desk(&token, "DELETE", &path, b"").status, 200);
    }
    assert_eq!(board(&intake).len(), 32);
    for path in [
        "/board/00",
        "/board/-1",
        "/board/x",
        "/board/",
        "/board/99999999999999999999",
    ] {
        refused(&intake.get(path), 404);
    }
    refused(&intake.get("/board/+0"), 400);
}

#[test]
fn only_handlers_pin_and_only_what_is_sealed_in_one_size() {
    let intake = Intake::start();
    let token = intake.token("ana", ANA);
    let body = [&[1; 16][..], &reply(b"x")].concat();
    refused(
        &intake.ask(intake.staff, "POST", "/replies", "", &body),
        401,
    );
    refused(
        &intake.ask(intake.public, "POST", "/replies", "", &body),
        404,
    );
    let path = format!("/replies/{}", ticket(1).0);
    refused(&intake.ask(intake.staff, "DELETE", &path, "", b""), 401);
    refused(
        &intake.desk(&token, "POST", "/replies", &body[..body.len() - 1]),
        400,
    );
    refused(&intake.desk(&token, "POST", "/replies", &[7; 4112]), 422);
    refused(&intake.desk(&token, "DELETE", "/replies/x", b""), 404);
}

fn ask_for(intake: &Intake, number: &str) -> Reply {
    let body = format!("number={number}");
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    intake.ask(
        intake.public,
        "POST",
        "/letters/en/replies",
        headers,
        body.as_bytes(),
    )
}

#[test]
fn the_replies_to_a_letter_are_shown_armored_and_the_page_has_one_size() {
    let intake = Intake::start();
    let token = intake.token("ana", ANA);
    let number: ReplyNumber = "4711 0815 1234 5678".parse().unwrap();
    let replies = [reply(b"first "), reply(b"second ")];
    for (n, reply) in (0..).zip(&replies) {
        assert_eq!(
            pin(&intake, &token, Ticket::of_letter_reply(&number, n), reply),
            201
        );
    }
    let found = ask_for(&intake, "4711+0815+1234+5678");
    assert_eq!(found.status, 200);
    let text = String::from_utf8(found.body.clone()).unwrap();
    let blocks: Vec<&str> = text
        .split("<pre>")
        .skip(1)
        .map(|rest| rest.split("</pre>").next().unwrap())
        .collect();
    let wanted: Vec<String> = replies
        .iter()
        .map(|reply| String::from_utf8(armored(reply)).unwrap().replace('\r', ""))
        .collect();
    assert_eq!(blocks, wanted);
    for number in ["4711081512345679", "", "1234", "%D9%A1%00", "<script>"] {
        let none = ask_for(&intake, number);
        assert_eq!(
            (none.status, none.headers, none.body.len()),
            (200, found.headers.clone(), found.body.len()),
            "{number}"
        );
        let text = String::from_utf8(none.body).unwrap();
        assert!(!text.contains("<pre>") && !text.contains("script"));
    }
}
