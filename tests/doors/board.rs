//! The board: replies that handlers pin, in whole pages; and those that a letter's number asks for.

use crate::support::{ANA, Intake, Reply, armored, refused, sealed, ticket, whole};
use sotto::ticket::{ReplyNumber, Ticket};
use sotto::wire::{BOARD_PAGE, BOARD_PAGES};
use std::thread;

const SEALED: &str = "content-type: application/octet-stream";

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

/// Pins each of these, in sixteen lanes. Returns how many hang there now and how many found no room.
fn pin_all(intake: &Intake, token: &str, tags: &[Ticket]) -> (usize, usize) {
    // So many connections at once: one that is cut before its answer asks again, as a desk would.
    let pinned = |tag: &Ticket| {
        let mut answers = (0..9).map(|_| pin(intake, token, *tag, &reply(b"x")));
        match answers.find(|status| *status != 0) {
            Some(200 | 201) => true,
            Some(503) => false,
            other => panic!("{other:?}"),
        }
    };
    let lanes = tags.chunks(tags.len().div_ceil(16));
    let pinned = thread::scope(|scope| {
        let lanes: Vec<_> = lanes
            .map(|lane| scope.spawn(move || lane.iter().filter(|tag| pinned(tag)).count()))
            .collect();
        lanes
            .into_iter()
            .map(|lane| lane.join().unwrap())
            .sum::<usize>()
    });
    (pinned, tags.len() - pinned)
}

#[test]
fn the_board_never_grows_longer_than_a_reporters_page_reads() {
    let most = BOARD_PAGE * BOARD_PAGES;
    let intake = Intake::start_with("2400,8,8,8,8", &[]);
    let token = intake.token("ana", ANA);
    let tags: Vec<Ticket> = (0..most + 40)
        .map(|n| Ticket::of_bytes(&n.to_be_bytes()))
        .collect();
    assert_eq!(pin_all(&intake, &token, &tags), (most, 40));
    assert_eq!(intake.get("/board").body.len(), 16 * most);
    refused(&intake.get(&format!("/board/{BOARD_PAGES}")), 404);

    // One goes, one comes, and no more.
    let on_board = intake.get("/board").body.first_chunk::<16>().copied();
    let path = format!("/replies/{}", Ticket::from(on_board.unwrap()));
    assert_eq!(intake.desk(&token, "DELETE", &path, b"").status, 200);
    let others: Vec<Ticket> = (0..3_u8).map(|n| Ticket::of_bytes(&[n])).collect();
    assert_eq!(pin_all(&intake, &token, &others), (1, 2));
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
