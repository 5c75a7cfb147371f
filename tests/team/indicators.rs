//! Known traces of spyware: what matches, and what leaves.

use crate::support::organisation::Organisation;
use crate::support::reporter::ticket_of;
use crate::support::says;
use serde_json::json;
use std::fs;

#[test]
fn known_traces_raise_a_case_and_what_leaves_says_nothing_else() {
    let organisation = Organisation::start(&[]).run();
    let told = organisation.report(&json!([
        {"answers": {"story": "a link: hxxp://sub.evil[.]example.com/a, from a friend in the blue house", "need": ["message"]}},
        {"answers": {"story": "the same link: http://evil.example.com", "need": ["advice"]}},
    ]));
    let [sub, exact] = [0, 1].map(|n| ticket_of(&told[n]));
    organisation.desk("ana", "pull");
    let list = organisation.at("list.txt");
    fs::write(&list, "# known\nevil.example.com\n").unwrap();
    let load = "indicators load list.txt --name lab";
    says(
        organisation.desk("ana", load),
        ["lab loaded: 1 ", "No match is not a clean result."],
    );
    let [sub, shown] = [&sub, &exact].map(|ticket| organisation.show("ana", ticket));
    assert_eq!(
        (&sub["hits"][0]["tier"], &shown["hits"][0]["tier"]),
        (&json!("likely"), &json!("strong"))
    );
    assert_eq!(
        (&shown["priority"], &shown["reasons"]),
        (&json!("p2"), &json!(["indicator"]))
    );
    assert_eq!(
        organisation.desk("ana", "traces --form csv blue"),
        "type,value\nurl,\"http://sub.evil.example.com/a\"\ndomain,\"sub.evil.example.com\"\n"
    );

    organisation.desk("ana", "indicators remove lab");
    assert_eq!(organisation.show("ana", &exact)["hits"], json!([]));
    fs::write(&list, "nothing").unwrap();
    says(organisation.refused("ana", load), ["not an indicator list"]);
    let gone = organisation.refused("ana", "indicators remove lab");
    says(gone, ["no list called lab"]);
}

#[test]
fn the_shell_completes_commands() {
    let organisation = Organisation::start(&[]);
    says(organisation.desk("ana", "completion bash"), ["sotto-desk"]);
}
