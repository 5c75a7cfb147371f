//! The handlers' door, for epoch cards: who is sealed to, and who is waited for.

use crate::support::files::bytes_below;
use crate::support::{
    ANA, BO, CY, Intake, REPORT, ROOT, Reply, card, epoch, holds, refused, report, roster, sealed,
    sign, ticket, write_roster, yes,
};
use sotto::epoch::Epoch;
use sotto::signed::{Purpose, canonical};
use std::fs;

fn put_card(intake: &Intake, token: &str, card: &[u8]) -> Reply {
    intake.desk(token, "PUT", "/cards", card)
}

/// An intake to which nobody has given a card yet.
fn without_cards(change: impl FnOnce(&mut sotto::roster::Roster)) -> Intake {
    let mut intake = Intake::make("8,16,8,8,16", &[]);
    let folder = intake.folder.0.join("roster");
    fs::remove_file(folder.join("cards.signed")).unwrap();
    let mut roster = roster();
    change(&mut roster);
    write_roster(&folder, &roster, ROOT);
    intake.run();
    intake
}

/// Puts a report that is sealed to so many.
fn put_report(intake: &Intake, number: u32, recipients: usize) -> u16 {
    intake
        .put(&report(number), &sealed(REPORT, recipients, b"x"))
        .status
}

#[test]
fn a_card_is_served_at_once_and_after_a_restart_and_reports_are_sealed_to_those_who_have_one() {
    let mut intake = without_cards(|_| ());
    let roster = intake.get("/roster.signed").body;
    assert_eq!(put_report(&intake, 1, 2), 422, "nobody has a card");
    let [ana, bo] = [("ana", ANA, "q"), ("bo", BO, "p")]
        .map(|(id, seed, letter)| card(id, seed, epoch(), letter));
    let token = intake.token("ana", ANA);
    yes(&put_card(&intake, &token, &ana), 201);
    yes(&put_card(&intake, &token, &ana), 200);
    assert_eq!(put_report(&intake, 1, 1), 201);
    assert_eq!(put_report(&intake, 2, 2), 422);
    // Whoever carries it: the signature says whose it is.
    yes(&put_card(&intake, &token, &bo), 201);
    let all = [roster, ana, bo].join(&b'\n');
    assert_eq!(intake.get("/roster.signed").body, all);
    assert_eq!(put_report(&intake, 2, 2), 201);
    assert_eq!(
        put_report(&intake, 3, 1),
        201,
        "from a page that was loaded before"
    );
    assert_eq!(put_report(&intake, 4, 3), 422);
    intake.restart();
    assert_eq!(intake.get("/roster.signed").body, all);
    assert_eq!(
        put_report(&intake, 4, 1),
        422,
        "a page loads the cards again"
    );
}

#[test]
fn a_handlers_new_card_takes_the_place_of_the_old_and_the_next_epochs_waits() {
    let intake = without_cards(|_| ());
    let token = intake.token("ana", ANA);
    let (old, new) = (
        card("ana", ANA, epoch(), "q"),
        card("ana", ANA, epoch(), "p"),
    );
    let next = card("ana", ANA, epoch().next(), "z");
    for (card, status) in [(&old, 201), (&next, 201), (&new, 201), (&next, 200)] {
        yes(&put_card(&intake, &token, card), status);
    }
    let served = intake.get("/roster.signed").body;
    assert!(served.ends_with(&new) && !holds(&served, &old) && !holds(&served, &next));
    let recipients = intake.get("/recipients.txt").body;
    assert_eq!(
        recipients,
        format!("age1pq1{}\n", "p".repeat(1952)).as_bytes()
    );
}

#[test]
fn no_other_card_is_taken() {
    let intake = without_cards(|_| ());
    let token = intake.token("ana", ANA);
    let this = epoch().number();
    let of = |number: u16| -> Epoch { serde_json::from_str(&number.to_string()).unwrap() };
    let good = card("bo", BO, epoch(), "q");
    let mut bent = good.clone();
    let end = bent.len() - 3;
    bent[end] ^= 1;
    for (what, body, status) in [
        ("signed by a colleague", card("bo", ANA, epoch(), "q"), 400),
        ("of a coordinator", card("cy", CY, epoch(), "q"), 400),
        ("of nobody", card("eve", BO, epoch(), "q"), 400),
        ("of the last epoch", card("bo", BO, of(this - 1), "q"), 409),
        (
            "of the epoch after the next",
            card("bo", BO, of(this + 2), "q"),
            409,
        ),
        ("changed", bent, 400),
        ("none", b"x\n{}".to_vec(), 400),
        ("too long", [good.clone(), vec![b' '; 4096]].concat(), 400),
    ] {
        let reply = put_card(&intake, &token, &body);
        assert_eq!(reply.status, status, "{what}");
        refused(&reply, status);
    }
    refused(&put_card(&intake, &"00".repeat(32), &good), 401);
    refused(&put_card(&intake, &intake.token("cy", CY), &good), 401);
    assert_eq!(intake.get("/recipients.txt").body, b"");
}

#[test]
fn who_is_away_is_not_waited_for_but_as_many_have_it_as_the_roster_wants() {
    let mut intake = without_cards(|_| ());
    let (ana, bo) = (intake.token("ana", ANA), intake.token("bo", BO));
    yes(
        &put_card(&intake, &ana, &card("ana", ANA, epoch(), "q")),
        201,
    );
    assert_eq!(put_report(&intake, 1, 1), 201);
    yes(&intake.confirm(&ana, &[1], &[]), 200);
    assert_eq!(intake.listed(&ana).len(), 0, "it was sealed to Ana alone");

    yes(&put_card(&intake, &ana, &card("bo", BO, epoch(), "p")), 201);
    assert_eq!(
        intake
            .put(&report(2), &sealed(REPORT, 2, b"of two "))
            .status,
        201
    );
    yes(&intake.confirm(&ana, &[2], &[]), 200);
    assert_eq!(
        intake.listed(&bo),
        [ticket(2).0.to_string()],
        "Bo has a card of today"
    );
    yes(&intake.confirm(&bo, &[2], &[]), 200);
    assert_eq!(intake.listed(&ana).len(), 0);
    intake.end("-TERM");
    assert!(!holds(&bytes_below(&intake.store()), b"of two"));
}

#[test]
fn a_roster_that_moves_places_keeps_who_can_open_what() {
    let intake = without_cards(|roster| roster.keep_until = 1);
    let ana = intake.token("ana", ANA);
    for card in [card("ana", ANA, epoch(), "q"), card("bo", BO, epoch(), "p")] {
        yes(&put_card(&intake, &ana, &card), 201);
    }
    assert_eq!(put_report(&intake, 1, 2), 201);
    let mut next = roster();
    (next.serial, next.keep_until) = (8, 1);
    next.handlers.reverse();
    let text = canonical(&next).unwrap();
    let signature = sign(ROOT, Purpose::Roster, &text);
    let signed = [format!("{signature}\n").as_bytes(), &text].concat();
    yes(&intake.desk(&ana, "PUT", "/roster", &signed), 201);
    let (ana, bo) = (intake.token("ana", ANA), intake.token("bo", BO));
    yes(&intake.confirm(&bo, &[1], &[]), 200);
    assert_eq!(
        intake.listed(&ana).len(),
        1,
        "Ana is waited for, at her new place"
    );
    yes(&intake.confirm(&ana, &[1], &[]), 200);
    assert_eq!(intake.listed(&bo).len(), 0);
}
