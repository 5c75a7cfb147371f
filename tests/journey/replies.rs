//! A reporter comes back with a codename: for replies, with more to tell, or to be forgotten.

use crate::support::command::{done, fed};
use crate::support::organisation::{Organisation, days_from_now};
use crate::support::reporter::{lines_of_json, reporter, reporter_said, story, text, ticket_of};
use crate::support::says;
use serde_json::{Value, json};
use std::fs;

fn replies(organisation: &Organisation, told: &Value) -> Vec<Value> {
    let (identity, key) = (text(&told["identity"]), text(&told["tag_key"]));
    let (base, root) = (organisation.base(), organisation.root());
    let arguments = ["replies", &base, &root, &identity, &key];
    lines_of_json(&reporter_said(&arguments))
}

fn follow(organisation: &Organisation, told: &Value, message: &str) -> String {
    let (root, entropy) = (organisation.root(), text(&told["entropy"]));
    let arguments = ["follow", &organisation.base(), &root, &entropy];
    let said = done(fed(&mut reporter(&arguments), message));
    ticket_of(&lines_of_json(&said)[0])
}

fn withdraw(organisation: &Organisation, told: &Value) {
    let (root, entropy) = (organisation.root(), text(&told["entropy"]));
    reporter_said(&["withdraw", &organisation.base(), &root, &entropy]);
}

#[test]
fn replies_reach_the_one_whose_codename_it_is_and_nobody_else() {
    let organisation = Organisation::start(&[]).run();
    let told = organisation.report(&json!([story("one"), story("two")]));
    organisation.pull_each(&["ana", "bo"]);
    let one = ticket_of(&told[0]);
    let reply = format!("reply {one}");
    assert_eq!(replies(&organisation, &told[0]), Vec::<Value>::new());

    let first = "شكرا. Do not open it.";
    assert_eq!(
        organisation.desk_reads("ana", &reply, first, 0),
        "Reply 1 is sent. There are no read receipts.\n"
    );
    // Bo's desk does not know of Ana's reply: the board tells it that the number is taken.
    assert_eq!(
        organisation.desk_reads("bo", &reply, "And update it.", 0),
        "Reply 2 is sent. There are no read receipts.\n"
    );
    let today = days_from_now(0);
    let expected = json!([
        {"number": 0, "text": first, "day": today},
        {"number": 1, "text": "And update it.", "day": today},
    ]);
    assert_eq!(json!(replies(&organisation, &told[0])), expected);
    assert_eq!(replies(&organisation, &told[1]).len(), 0);

    let take_down = format!("{reply} --take-down 1");
    organisation.desk("ana", &take_down);
    let left = json!(replies(&organisation, &told[0]));
    assert_eq!(left, json!([expected[1]]));
    let shown = &organisation.show("ana", &one)["replies"]["1"];
    assert_eq!(shown["taken_down"], true);
    assert_eq!(shown["text"], first);
    let again = organisation.refused("ana", &take_down);
    says(again, ["there is no reply 1 on the board"]);
}

#[test]
fn a_reply_that_nobody_recorded_is_noticed_and_can_be_taken_down() {
    let organisation = Organisation::start(&[]).run();
    let told = organisation.report(&json!([story("one")]));
    organisation.pull_each(&["ana", "bo"]);
    let reply = format!("reply {}", ticket_of(&told[0]));
    // Bo's desk does not pull again, so that nobody hears of what it wrote.
    organisation.desk_reads("bo", &reply, "Come out.", 0);
    assert_eq!(replies(&organisation, &told[0]).len(), 1);
    let take_down = format!("{reply} --take-down 1");
    let unseen = organisation.refused("ana", &take_down);
    says(unseen, ["there is no reply 1 on the board"]);
    organisation.desk("ana", "pull");
    let notices = &organisation.team("ana")["notices"];
    assert_eq!(*notices, json!([]), "Bo may still pull today");
    organisation.desk("ana", &take_down);
    assert_eq!(replies(&organisation, &told[0]).len(), 0);
}

#[test]
fn a_reply_that_is_empty_or_too_long_is_not_posted() {
    let organisation = Organisation::start(&[]).run();
    let told = organisation.report(&json!([story("one")]));
    organisation.desk("ana", "pull");
    let reply = format!("reply {}", ticket_of(&told[0]));
    for (wrong, because) in [(" \n", "no text to seal"), (&"x".repeat(1_850), "too long")] {
        let said = organisation.desk_reads("ana", &reply, wrong, 1);
        says(said, [because]);
    }
    assert_eq!(replies(&organisation, &told[0]).len(), 0);
}

#[test]
fn a_reply_for_which_there_is_no_room_is_not_posted_and_the_handler_is_told_what_to_do() {
    let organisation = Organisation::start_with("3,64,16,8,32", &[]).run();
    let told = organisation.report(&json!([story("one")]));
    organisation.desk("ana", "pull");
    let reply = format!("reply {}", ticket_of(&told[0]));
    organisation.desk_reads("ana", &reply, "the first", 0);
    let said = organisation.desk_reads("ana", &reply, "the second", 1);
    says(
        said,
        ["no room for another reply to anybody", "take old ones down"],
    );
    organisation.desk("ana", &format!("{reply} --take-down 1"));
    organisation.desk_reads("ana", &reply, "the second", 0);
    let left = json!([{"number": 1, "text": "the second", "day": days_from_now(0)}]);
    assert_eq!(json!(replies(&organisation, &told[0])), left);
}

#[test]
fn what_a_reporter_adds_comes_to_the_same_case_whichever_arrives_first() {
    let organisation = Organisation::start(&[]).run();
    let told = organisation
        .report(&json!([{"answers": {"story": "the first", "count_me": "yes"}}, story("another")]));
    let first = ticket_of(&told[0]);
    organisation.desk("ana", "pull");
    organisation.desk("ana", &format!("state closed {first}"));
    let later = follow(&organisation, &told[0], "and then this");
    assert_ne!(later, first);
    organisation.desk("ana", "pull");

    assert_eq!(organisation.list("ana").len(), 2, "one row a case");
    let row = organisation.row("ana", &first);
    assert_eq!(
        (&row["state"], &row["followed"], &row["news"]),
        (&json!("closed"), &json!(1), &json!(true))
    );
    for ticket in [&first, &later] {
        both_are_shown_as_one_case(&organisation.show("ana", ticket), &first, &later);
    }
    says(organisation.desk("ana", "list"), ["[came back: 1, new]"]);
    organisation.desk("ana", &format!("show {first}"));
    let rows = organisation.list("ana");
    assert!(rows.iter().all(|row| row["news"] != true));

    // At a desk that pulls only now, all come at once, in the order of tickets.
    organisation.desk("bo", "pull");
    assert_eq!(organisation.row("bo", &first)["followed"], 1);
}

fn both_are_shown_as_one_case(shown: &Value, first: &str, later: &str) {
    assert_eq!(
        (&shown["ticket"], &shown["kind"]),
        (&json!(first), &json!("report"))
    );
    let followed = &shown["followed"][0];
    assert_eq!(
        (&followed["ticket"], &followed["kind"]),
        (&json!(later), &json!("follow-up"))
    );
    assert_eq!(followed["answers"][0][1][0], "and then this");
}

#[test]
fn a_withdrawal_erases_what_no_desk_has_and_asks_the_desks_for_the_rest() {
    let organisation = Organisation::start(&[]).run();
    let file = organisation.at("evidence.bin");
    fs::write(&file, vec![b'e'; 2_500_000]).unwrap();
    let told = organisation.report(&json!([
        {"answers": {"story": "nobody has this"}, "files": [file]},
        {"answers": {"story": "ana has this", "count_me": "yes"}},
    ]));
    withdraw(&organisation, &told[0]);
    organisation.desk("ana", "pull");
    let rows = organisation.list("ana");
    assert_eq!(rows.len(), 2);
    let note = rows.iter().find(|row| row["withdrawn"] == true).unwrap();
    assert_eq!(
        note["opening"], "(withdrawn by its reporter)",
        "only the note is left of it"
    );
    assert_eq!(note["attachments"], 0);

    withdraw(&organisation, &told[1]);
    organisation.desk("ana", "pull");
    let ticket = ticket_of(&told[1]);
    let row = organisation.row("ana", &ticket);
    assert_eq!(
        (&row["withdrawn"], &row["opening"]),
        (&json!(true), &json!("ana has this"))
    );
    let list = organisation.desk("ana", "list");
    says(list, ["[withdrawn by its reporter]"]);
    let shown = organisation.desk("ana", &format!("show {ticket}"));
    says(shown, ["withdrawal"]);
}

/// Sends a report, a follow-up or a withdrawal as somebody does who has read the reporter's report and has not the codename: under
/// this ticket, with a reply address of their own.
fn forge(organisation: &Organisation, told: &Value, format: &str, ticket: &str) {
    let own = &lines_of_json(&reporter_said(&["keygen"]))[0];
    let report = json!({
        "format": format!("sotto/1 {format}"), "page": "en", "answers": {"story": "just a test", "danger": "no", "need": ["advice"]},
        "attachments": [], "reply_to": own["recipient"], "tag_key": told["tag_key"],
    });
    let (base, root) = (organisation.base(), organisation.root());
    let mut send = reporter(&["forge", &base, &root, ticket]);
    done(fed(&mut send, &report.to_string()));
}

#[test]
fn who_has_read_a_report_cannot_take_its_case_over() {
    let organisation = Organisation::start(&[]).run();
    let answers = json!({"story": "they took my telephone", "danger": "yes"});
    let told = organisation.report(&json!([{ "answers": answers }]));
    let case = ticket_of(&told[0]);
    organisation.desk("ana", "pull");
    let before = organisation.row("ana", &case);
    let least = "a".repeat(26);
    forge(&organisation, &told[0], "report", &least);

    for who in ["ana", "bo"] {
        let claim = format!("{least} claims to come from the reporter of case {case}");
        says(organisation.desk(who, "pull"), [claim.as_str()]);
        let row = organisation.row(who, &case);
        for field in ["priority", "opening", "followed", "danger", "unsigned"] {
            assert_eq!(row[field], before[field], "{field}");
        }
        assert_eq!(organisation.row(who, &least)["unsigned"], true);
    }
    let list = organisation.desk("ana", "list");
    says(list, ["[not signed by its reporter]"]);
    let said = organisation.desk_reads("ana", &format!("reply {least}"), "come at noon", 1);
    says(said, ["gave no address to reply to"]);
    organisation.desk_reads("ana", &format!("reply {case}"), "come at noon", 0);
    let read = replies(&organisation, &told[0]);
    assert_eq!((read.len(), &read[0]["text"]), (1, &json!("come at noon")));
}

#[test]
fn a_forged_follow_up_or_withdrawal_changes_no_case() {
    let organisation = Organisation::start(&[]).run();
    let told = organisation.report(&json!([story("one")]));
    let case = ticket_of(&told[0]);
    organisation.desk("ana", "pull");
    organisation.desk("ana", &format!("state closed {case}"));
    let before = organisation.row("ana", &case);
    for (format, letter) in [("follow-up", "b"), ("withdrawal", "c")] {
        let ticket = letter.repeat(25) + "a";
        forge(&organisation, &told[0], format, &ticket);
        organisation.desk("ana", "pull");
        assert_eq!(organisation.row("ana", &case), before);
        let row = organisation.row("ana", &ticket);
        assert_eq!(
            (&row["unsigned"], &row["withdrawn"]),
            (&json!(true), &json!(false))
        );
    }
    let list = organisation.desk("ana", "list");
    says(list, ["a withdrawal that no reporter signed"]);
}
