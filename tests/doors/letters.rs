//! The way without scripts: a letter that arrives as it was sealed, or is refused unread.

use crate::support::files::bytes_below;
use crate::support::{ANA, BO, Intake, Reply, armored, holds, refused, sealed, whole};

const HTML: &str = "content-type: text/html; charset=utf-8";

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
    let fetch = |ticket: &String| intake.fetch(&token, &format!("/letters/{ticket}")).body;
    let mut fetched: Vec<Vec<u8>> = tickets.iter().map(fetch).collect();
    fetched.sort_by_key(Vec::len);
    assert!(fetched == letters, "byte for byte");
    let bo = intake.token("bo", BO);
    let confirm = serde_json::json!({"reports": [], "pieces": [], "letters": tickets}).to_string();
    for token in [&token, &bo] {
        let reply = intake.desk(token, "POST", "/confirm", confirm.as_bytes());
        assert_eq!(reply.status, 200);
    }
    assert_eq!(intake.listing(&token, "letters").len(), 0, "both have them");
    intake.restart();
    let token = intake.token("ana", ANA);
    assert_eq!(intake.listing(&token, "letters").len(), 0);
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
    assert!(!holds(&bytes_below(&intake.store()), b"Layla"));
    assert!(!intake.log.contains("Layla"));
}

#[test]
fn the_process_leaves_no_core_file_whatever_the_system_would_do() {
    let intake = Intake::start();
    assert_eq!(intake.core_limits(), ["0", "0"]);
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
