//! The handlers' door: what desks get, and when the intake forgets.

use crate::support::files::bytes_below;
use crate::support::{
    ANA, BO, Intake, REPORT, ROOT, holds, now, piece, report, roster, sealed, ticket, write_roster,
};
use sotto::wire::PIECE;

#[test]
fn a_desk_gets_back_what_was_sealed_whole_or_from_where_it_broke_off() {
    let intake = Intake::start();
    intake.keeps_report(1, b"payload ");
    let bytes: Vec<u8> = (0..PIECE).map(|n| u8::try_from(n % 251).unwrap()).collect();
    assert_eq!(intake.put(&piece(2), &bytes).status, 201);
    let token = intake.token("ana", ANA);
    let listed = intake.listed(&token);
    assert_eq!(listed, [ticket(1).0.to_string()], "pieces are not listed");
    let sealed = sealed(REPORT, 2, b"payload ");
    assert_eq!(intake.fetch(&token, &report(1)).body, sealed);
    assert_eq!(intake.fetch(&token, &piece(2)).body, bytes);
    let other = intake.fetch(&token, &piece(1));
    assert_eq!(other.status, 404, "a report is no piece");

    let range = |range: &str| {
        let headers = format!("Authorization: Bearer {token}\r\nRange: {range}\r\n");
        intake.ask(intake.staff, "GET", &piece(2), &headers, b"")
    };
    let rest = range("bytes=1000000-");
    assert_eq!((rest.status, &rest.body[..]), (206, &bytes[1_000_000..]));
    let header = "content-range: bytes 1000000-1048575/1048576";
    assert!(rest.headers.contains(&header.to_owned()));
    for wrong in ["bytes=1048576-", "bytes=5-9", "bytes=-5", "x"] {
        assert_eq!(range(wrong).status, 400, "{wrong}");
    }
}

#[test]
fn reports_are_listed_by_ticket_and_not_by_arrival() {
    let intake = Intake::start();
    for number in [5, 3, 9, 1, 7, 2] {
        intake.keeps_report(number, b"x");
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
    intake.keeps_report(1, b"to be erased ");
    assert_eq!(intake.put(&piece(2), &vec![5; PIECE]).status, 201);
    let (ana, bo) = (intake.token("ana", ANA), intake.token("bo", BO));
    let listed = |token| intake.listed(token).len();
    for _ in 0..2 {
        assert_eq!(intake.confirm(&ana, &[1, 99], &[2]).status, 200);
        assert_eq!(listed(&bo), 1, "one handler twice is still one");
    }
    assert_eq!(intake.withdraw(&[ticket(1).1]).status, 200);
    assert_eq!(
        listed(&bo),
        1,
        "what a desk has confirmed cannot be withdrawn here"
    );
    assert_eq!(intake.confirm(&bo, &[1], &[2]).status, 200);
    assert_eq!(listed(&ana), 0);
    assert_eq!(intake.fetch(&ana, &piece(2)).status, 404);
    intake.end("-TERM");
    let rests = bytes_below(&intake.store());
    assert!(!holds(&rests, b"to be erased") && !holds(&rests, &[5; 64]));
    intake.run();
    let left = intake.listed(&intake.token("ana", ANA));
    assert_eq!(left.len(), 0, "erased for good");
}

#[test]
fn a_new_roster_asks_every_desk_again() {
    let mut intake = Intake::start();
    intake.keeps_report(1, b"x");
    let confirm = |intake: &Intake, handler, seed| {
        let token = intake.token(handler, seed);
        assert_eq!(intake.confirm(&token, &[1], &[]).status, 200);
    };
    let listed = |intake: &Intake| intake.listed(&intake.token("bo", BO)).len();
    confirm(&intake, "ana", ANA);
    intake.end("-TERM");
    let mut newer = roster();
    newer.serial += 1;
    newer.handlers.swap(0, 1);
    write_roster(&intake.folder.0.join("roster"), &newer, ROOT);
    intake.run();
    confirm(&intake, "bo", BO);
    assert_eq!(
        listed(&intake),
        1,
        "places changed hands, confirmations did not"
    );
    confirm(&intake, "ana", ANA);
    assert_eq!(listed(&intake), 0);
}

#[test]
fn until_the_release_hour_nothing_new_is_shown() {
    let hour = (now() / 3600 + 12) % 24;
    let mut intake = Intake::start_with("8,16,8,8,16", &["--release-hours", &hour.to_string()]);
    intake.keeps_report(1, b"x");
    let token = intake.token("ana", ANA);
    assert_eq!(intake.listed(&token).len(), 0);
    assert_eq!(intake.fetch(&token, &report(1)).status, 404);
    // Which was held is kept in memory alone: after a start everything may be seen.
    intake.restart();
    assert_eq!(intake.listed(&intake.token("ana", ANA)).len(), 1);
}
