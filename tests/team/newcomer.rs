//! Somebody joins the team, and somebody leaves.

use crate::support::organisation::Organisation;
use crate::support::reporter::ticket_of;
use crate::support::says;
use serde_json::json;
use std::fs;

#[test]
fn a_newcomer_asks_and_is_given_the_open_cases_and_who_leaves_is_shut_out() {
    let organisation = Organisation::start(&[]).run();
    let photo: Vec<u8> = (0..1_500_000u32).map(|n| n.to_le_bytes()[1]).collect();
    fs::write(organisation.at("photo.bin"), &photo).unwrap();
    let [open, done_with] = one_open_and_one_closed_case(&organisation);
    ce_joins_and_bo_leaves(&organisation);
    assert_eq!(
        organisation.desk("ce", "pull"),
        "0 new reports.\n",
        "what was sealed before is not for her"
    );
    says(
        organisation.refused("bo", "pull"),
        ["does not name this handler"],
    );

    ce_asks_and_ana_shares(&organisation);
    what_is_open_is_hers_as_it_is_anas(&organisation, &open);
    let attachment = format!("attachment {open} 1 --out photo.out");
    organisation.desk("ce", &attachment);
    assert_eq!(fs::read(organisation.at("photo.out")).unwrap(), photo);
    organisation.refused("ce", &format!("show {done_with}"));
    what_she_does_comes_back(&organisation, &open);
    for who in ["ana", "ce"] {
        assert_eq!(organisation.team(who)["notices"], json!([]), "{who}");
    }
}

fn one_open_and_one_closed_case(organisation: &Organisation) -> [String; 2] {
    let told = organisation.report(&json!([
        {"answers": {"story": "still open"}, "files": [organisation.at("photo.bin")]},
        {"answers": {"story": "done with"}},
    ]));
    let [open, done_with] = [0, 1].map(|n| ticket_of(&told[n]));
    organisation.pull_each(&["ana", "bo"]);
    organisation.desk("ana", &format!("label {open} campaign:blue"));
    organisation.note("ana", &open, "spoke to the editor");
    organisation.desk("ana", &format!("state closed {done_with}"));
    organisation.desk("ana", "pull");
    [open, done_with]
}

fn ce_joins_and_bo_leaves(organisation: &Organisation) {
    organisation.new_key("desk", "ce");
    let next = "roster next --last intake/roster --out next";
    let unknown = organisation.refused("root", &format!("{next} --remove zoe"));
    says(unknown, ["the roster has nobody with the id zoe"]);
    let said = organisation.desk("root", &format!("{next} --add ce.json --remove bo"));
    says(
        said,
        [
            "ce joins as a handler. Compare aloud: ",
            "Roster 2 signed: 2 handlers",
        ],
    );
    organisation.desk("ana", "roster publish next");
    organisation.desk("ana", "pull");
    organisation.join("ce");
}

fn ce_asks_and_ana_shares(organisation: &Organisation) {
    says(
        organisation.refused("ana", "team share ce"),
        ["has not asked"],
    );
    assert_eq!(organisation.team("ana")["away"], json!(["ce"]));
    says(
        organisation.desk("ana", "team show"),
        ["Away, with no key for these weeks: ce"],
    );
    organisation.desk("ce", "team ask");
    organisation.pull_each(&["ce", "ana"]);
    assert_eq!(organisation.team("ana")["away"], json!([]));
    assert_eq!(organisation.team("ana")["asks"], json!(["ce"]));
    let shared = organisation.desk("ana", "team share ce");
    assert!(shared.starts_with("1 case"), "{shared}");
    says(shared, ["is sealed to ce, and records it"]);
    organisation.pull_each(&["ana", "ce"]);
}

fn what_is_open_is_hers_as_it_is_anas(organisation: &Organisation, open: &str) {
    let hers = organisation.show("ce", open);
    assert_eq!(hers["answers"][0][1][0], "still open");
    assert_eq!(
        (&hers["labels"], &hers["notes"][0]["text"]),
        (&json!(["campaign:blue"]), &json!("spoke to the editor"))
    );
    assert_eq!(hers["timeline"], organisation.show("ana", open)["timeline"]);
    // It is on record.
    says(hers["timeline"].to_string(), ["sealed again to ce"]);
}

/// And nobody misses anything of before.
fn what_she_does_comes_back(organisation: &Organisation, open: &str) {
    organisation.desk("ce", &format!("assign ce {open}"));
    organisation.desk("ce", "pull");
    let said = organisation.desk("ana", "pull");
    let lines: Vec<&str> = said.lines().collect();
    assert!(
        lines.len() == 2 && lines[0] == "0 new reports." && lines[1].starts_with("2 changes"),
        "{said}"
    );
    assert_eq!(organisation.show("ana", open)["owner"], "ce");
}
