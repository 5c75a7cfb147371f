//! What a team agrees to forget.

use crate::support::files::bytes_below;
use crate::support::organisation::Organisation;
use crate::support::reporter::ticket_of;
use crate::support::{holds, says, says_nothing_of};
use serde_json::json;
use std::fs;

#[test]
fn what_two_agree_to_forget_is_gone_from_the_files_and_does_not_come_back() {
    let organisation = Organisation::start(&[]).run();
    let [gone, kept] = two_cases(&organisation);
    what_is_exported_says_nothing_of_what_was_told(&organisation, &gone);
    organisation.pull_each(&["ana", "bo"]);
    let anas = organisation.people.0.join("ana");
    let before = rows(&organisation, &gone);
    let files = bytes_below(&anas);
    assert!(before.len() > 4 && before.iter().all(|row| holds(&files, row)));

    two_agree_to_purge(&organisation, &gone);
    for who in ["bo", "ana"] {
        is_forgotten(&organisation, who, &gone);
    }
    let files = bytes_below(&anas);
    assert!(
        !before.iter().any(|row| holds(&files, row)),
        "nothing of it is left, in the database or its journal"
    );
    assert_eq!(rows(&organisation, &gone).len(), 0);
    // A late report of the same ticket, and another pull, bring nothing back.
    organisation.desk("ana", "pull");
    assert_eq!(organisation.list("ana").len(), 1);
    let kept = organisation.show("ana", &kept);
    assert_eq!(kept["answers"][0][1][0], "keep this");
}

/// One is closed and has a note and a file.
fn two_cases(organisation: &Organisation) -> [String; 2] {
    let file = organisation.at("evidence.bin");
    fs::write(&file, vec![b'e'; 1_200_000]).unwrap();
    let told = organisation.report(&json!([
        {"answers": {"story": "forget this", "count_me": "yes"}, "files": [file]},
        {"answers": {"story": "keep this"}},
    ]));
    let [gone, kept] = [0, 1].map(|n| ticket_of(&told[n]));
    organisation.pull_each(&["ana", "bo"]);
    organisation.note("ana", &gone, "a note of Ana's");
    organisation.desk("ana", &format!("state closed {gone}"));
    [gone, kept]
}

fn what_is_exported_says_nothing_of_what_was_told(organisation: &Organisation, case: &str) {
    organisation.desk("ana", &format!("export {case} --out paper.json"));
    let paper = fs::read_to_string(organisation.at("paper.json")).unwrap();
    says(&paper, ["closed"]);
    says_nothing_of(&paper, ["forget this", "a note of"]);
    let all = organisation.refused("ana", &format!("export {case} --narrative --out /nowhere"));
    says(all, ["only after a second handler agrees"]);
}

/// What lies in the rows of a case at Ana's desk: its key, and everything under it.
fn rows(organisation: &Organisation, case: &str) -> Vec<Vec<u8>> {
    let database = organisation.people.0.join("ana/desk.db");
    let db = rusqlite::Connection::open(database).unwrap();
    let ticket: sotto::ticket::Ticket = case.parse().unwrap();
    let mut found = Vec::new();
    for sql in [
        "SELECT key FROM cases WHERE ticket = ?",
        "SELECT substr(told, 1, 64) FROM cases WHERE ticket = ?",
        "SELECT substr(sealed, 1, 64) FROM events WHERE ticket = ?",
    ] {
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement
            .query_map([ticket.bytes()], |row| row.get(0))
            .unwrap();
        found.extend(rows.map(|row| row.unwrap()));
    }
    found
}

fn two_agree_to_purge(organisation: &Organisation, case: &str) {
    organisation.desk("ana", &format!("propose purge {case}"));
    organisation.pull_each(&["ana", "bo"]);
    let proposals = &organisation.team("bo")["proposals"];
    assert_eq!(proposals[0]["case"], json!(case));
    let said = organisation.desk("bo", &format!("agree purge {case}"));
    says(said, ["Each desk forgets"]);
}

fn is_forgotten(organisation: &Organisation, who: &str, case: &str) {
    organisation.desk(who, "pull");
    let said = organisation.refused(who, &format!("show {case}"));
    says(said, ["was purged at every desk"]);
    assert_eq!(organisation.list(who).len(), 1);
    assert_eq!(organisation.team(who)["notices"], json!([]));
}
