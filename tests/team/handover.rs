//! A case is handed over to another organisation.

use crate::support::command::done;
use crate::support::organisation::Organisation;
use crate::support::reporter::{text, ticket_of};
use crate::support::{says, says_nothing_of};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Output;

/// A key as other age programs make it.
const CLASSICAL: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

/// An organisation that gives, and two of its cases: of one, the reporter agreed that indicators be shared.
struct Giving {
    ours: Organisation,
    case: String,
    alone: String,
}

impl Giving {
    fn start() -> Self {
        let ours = Organisation::start(&[]).run();
        fs::write(ours.at("note.txt"), "attached words").unwrap();
        let told = ours.report(&json!([
            {
                "answers": {"story": "I live in the blue house", "artefacts": "hxxps://evil[.]example.com/x", "share": "indicators", "count_me": "yes"},
                "files": [ours.at("note.txt")],
            },
            {"answers": {"story": "for this team alone", "artefacts": "evil.example.com"}},
        ]));
        let [case, alone] = [0, 1].map(|n| ticket_of(&told[n]));
        ours.pull_each(&["ana", "bo"]);
        Self { ours, case, alone }
    }

    fn give(&self, key: &str, ticket: &str, parts: &str, out: &str) -> Output {
        let line =
            format!("hand-over {ticket} --to Partner --key {key} --parts {parts} --out {out}");
        self.ours.program("desk", "ana", &line)
    }

    #[track_caller]
    fn given(&self, key: &str, parts: &str, out: &str) -> String {
        done(self.give(key, &self.case, parts, out))
    }

    #[track_caller]
    fn refused(&self, key: &str, ticket: &str, parts: &str, because: &str) {
        let output = self.give(key, ticket, parts, "refused");
        assert_eq!(output.status.code(), Some(1));
        assert!(!Path::new(&self.ours.at("refused")).exists());
        says(String::from_utf8(output.stderr).unwrap(), [because]);
    }

    fn timeline(&self) -> String {
        self.ours.show("ana", &self.case)["timeline"].to_string()
    }
}

/// An organisation that takes, and Ana's key there.
fn taking() -> (Organisation, String) {
    let theirs = Organisation::another("64,64,16,8,32", &[]).run();
    theirs.stories(["so that they have a roster"]);
    theirs.pull_each(&["ana", "bo"]);
    let key = text(&theirs.card("ana")["recipient"]);
    (theirs, key)
}

#[test]
fn a_case_is_handed_over_as_far_as_its_reporter_and_the_team_allow_and_nothing_else() {
    let giving = Giving::start();
    let (theirs, key) = taking();
    nothing_goes_that_the_reporter_has_not_agreed_to(&giving, &key);
    indicators_go_and_nothing_else(&giving, &key);
    more_goes_once_the_reporter_and_a_second_handler_agree(&giving, &key);
    the_first_has_indicators_alone(&giving, &theirs);
    let taken = the_second_has_the_case_for_the_whole_team(&giving, &theirs);
    they_can_read_it_and_not_answer(&theirs, &taken);
    the_receipt_is_put_on_record(&giving, &theirs);
    what_was_changed_or_is_for_others_is_not_taken(&giving, &theirs);
}

fn nothing_goes_that_the_reporter_has_not_agreed_to(giving: &Giving, key: &str) {
    let Giving { case, alone, .. } = giving;
    let not_indicators = "has not agreed that indicators be shared";
    giving.refused(key, alone, "indicators", not_indicators);
    let not_narrative = "has not agreed that narrative be shared";
    giving.refused(key, case, "narrative", not_narrative);
}

fn indicators_go_and_nothing_else(giving: &Giving, key: &str) {
    let line = format!(
        "hand-over {} --to P --key {key} --parts indicators,facts --dry-run",
        giving.case
    );
    let dry = giving.ours.desk("ana", &line);
    says(&dry, ["https://evil.example.com/x", "nothing else"]);
    says_nothing_of(&dry, ["blue house"]);
    let said = giving.given(key, "indicators,facts", "first.age");
    says(&said, ["Compare these words by voice with"]);
    says_nothing_of(&said, ["Attention"]);
}

fn more_goes_once_the_reporter_and_a_second_handler_agree(giving: &Giving, key: &str) {
    let Giving { ours, case, .. } = giving;
    let consent = "by a reply of hers: all of it, to Partner";
    ours.desk_reads("ana", &format!("consent {case}"), consent, 0);
    giving.refused(key, case, "narrative,files", "second handler agrees");
    ours.desk("ana", &format!("propose narrative {case}"));
    let own = ours.refused("ana", &format!("agree narrative {case}"));
    says(own, ["nobody can agree to their own proposal"]);
    ours.pull_each(&["ana", "bo"]);
    ours.desk("bo", &format!("agree narrative {case}"));
    ours.pull_each(&["bo", "ana"]);
    giving.given(key, "indicators,facts,narrative,files", "second.age");
}

/// Imports a package; returns what is said of it, and the ticket of the case.
fn import(theirs: &Organisation, package: &str, receipt: &str) -> (String, String) {
    let said = theirs.desk("ana", &format!("import '{package}' --receipt {receipt}"));
    let taken = said.split(' ').next().unwrap().to_owned();
    (said, taken)
}

fn the_first_has_indicators_alone(giving: &Giving, theirs: &Organisation) {
    let (_, taken) = import(theirs, &giving.ours.at("first.age"), "first.json");
    let there = theirs.show("ana", &taken);
    says(there["indicators"].to_string(), ["evil[.]example[.]com"]);
    says_nothing_of(there.to_string(), ["blue house"]);
}

fn the_second_has_the_case_for_the_whole_team(giving: &Giving, theirs: &Organisation) -> String {
    let (said, taken) = import(theirs, &giving.ours.at("second.age"), "receipt.json");
    says(said, ["given by ana of Helpline (", "shared with the team"]);
    theirs.desk("bo", "pull");
    let there = theirs.show("bo", &taken);
    assert_eq!(
        (&there["kind"], &there["answers"][0][1][0]),
        (&json!("handed-over"), &json!("I live in the blue house"))
    );
    // Whether it may be counted was asked elsewhere.
    says_nothing_of(there.to_string(), ["count"]);
    taken
}

fn they_can_read_it_and_not_answer(theirs: &Organisation, taken: &str) {
    theirs.desk("bo", &format!("attachment {taken} 1 --out out"));
    let file = fs::read_to_string(theirs.at("out")).unwrap();
    assert_eq!(file, "attached words");
    let said = theirs.desk_reads("bo", &format!("reply {taken}"), "hello", 1);
    says(said, ["gave no address"]);
}

fn the_receipt_is_put_on_record(giving: &Giving, theirs: &Organisation) {
    let receipt = theirs.at("receipt.json");
    let said = giving.ours.desk("ana", &format!("receipt '{receipt}'"));
    says(said, [&giving.case]);
    says(
        giving.timeline(),
        [
            "handed over to Partner: indicators, facts, narrative, files",
            "receipt by ana of Helpline",
        ],
    );
    let mut forged: Value = serde_json::from_slice(&fs::read(&receipt).unwrap()).unwrap();
    forged["receipt"]["handler"] = json!("zoe");
    fs::write(giving.ours.at("forged"), forged.to_string()).unwrap();
    says(
        giving.ours.refused("ana", "receipt forged"),
        ["not a receipt"],
    );
}

fn what_was_changed_or_is_for_others_is_not_taken(giving: &Giving, theirs: &Organisation) {
    let whole = fs::read(giving.ours.at("second.age")).unwrap();
    let mut bent = whole.clone();
    let last = bent.len() - 9;
    bent[last] ^= 1;
    for (bytes, because) in [
        (bent, "not a whole package"),
        (whole[..whole.len() - 1].to_vec(), "not a whole package"),
        (b"hello".to_vec(), "does not open"),
    ] {
        fs::write(theirs.at("bent"), bytes).unwrap();
        says(
            theirs.refused("ana", "import bent --receipt none"),
            [because],
        );
    }
    assert_eq!(theirs.list("ana").len(), 3);
    let package = giving.ours.at("first.age");
    let other = theirs.refused("bo", &format!("import '{package}' --receipt none"));
    says(other, ["does not open"]);
}

#[test]
fn a_classical_key_is_taken_and_warned_of_and_what_is_no_key_is_refused() {
    let giving = Giving::start();
    let said = giving.given(CLASSICAL, "facts", "old.age");
    says(said, ["Attention: this key is a classical one"]);
    giving.refused("age1x", &giving.case, "facts", "not an age key");
}
