//! The reporters' door: the signed site, what is kept and under which name, and what is withdrawn.

use crate::support::{
    Intake, REPORT, piece, refused, report, sealed, ticket, wait_for, whole, yes,
};
use sotto::wire::PIECE;
use std::fs;

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
    let cards = fs::read(intake.folder.0.join("roster/cards.signed")).unwrap();
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
        &[&signature[..], b"\n", &json, b"\n", &cards].concat(),
    );
    let recipients = intake.get("/recipients.txt");
    assert_eq!((recipients.status, recipients.body.len()), (200, 2 * 1960));
}

#[test]
fn a_report_and_a_piece_are_kept_once_under_their_ticket() {
    let intake = Intake::start();
    let (one, other) = (sealed(REPORT, 2, b"one"), sealed(REPORT, 2, b"other"));
    let (report, piece) = (report(1), piece(1));
    for (body, status) in [(&one, 201), (&one, 200), (&one, 200)] {
        yes(&intake.put(&report, body), status);
    }
    refused(&intake.put(&report, &other), 409);
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
fn without_a_free_slot_the_answer_is_to_try_again_and_nothing_else_changes() {
    let mut intake = Intake::start_with("2,2,2,2,2", &[]);
    let put = |number| intake.put_report(number, b"x");
    assert_eq!([put(1).status, put(2).status], [201, 201]);
    for _ in 0..2 {
        refused(&put(3), 503);
    }
    assert_eq!(put(1).status, 200);
    let longer = intake.put(&report(4), &sealed(64 << 10, 2, b"x"));
    assert_eq!(longer.status, 201, "another size has room");
    assert_eq!(intake.withdraw(&[ticket(1).1]).status, 200);
    // Overwritten at the next tick, and free after it.
    wait_for("the slot is not free again", || put(3).status == 201);
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
    let paths = [1, 2].map(|number| [report(number), piece(number)]);
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
    let secret = ticket(1).1;
    intake.keeps_report(1, b"x");
    // That answer came with a tick: both of these wait for the next one, in this order.
    std::thread::scope(|scope| {
        let withdrawn = scope.spawn(|| intake.withdraw(&[secret]).status);
        std::thread::sleep(std::time::Duration::from_millis(400));
        let again = intake.put_report(1, b"x").status;
        assert_eq!(
            (withdrawn.join().unwrap(), again),
            (200, 503),
            "try again, and not: it is there"
        );
    });
    assert_eq!(intake.put_report(1, b"x").status, 201, "then it is new");
}
