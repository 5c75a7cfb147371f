//! The site as a reporter sees it, held against what was signed.

use crate::support::command::ended;
use crate::support::liar::{bent, liar, with_header};
use crate::support::organisation::Organisation;
use crate::support::says;
use serde_json::{Value, json};
use std::fs;

#[test]
fn a_page_that_is_not_the_signed_one_raises_an_alarm_with_evidence() {
    let organisation = Organisation::start(&[]).run();
    says(organisation.refused("ana", "watch"), ["--site"]);
    the_true_site_raises_none(&organisation);

    let altered = liar(organisation.intake.public, |line, answer| match line {
        line if line.starts_with("GET /form.js") => bent(answer),
        line if line.starts_with("GET /fa/ ") => with_header(&answer, "set-cookie: who=you"),
        _ => answer,
    });
    watches(&organisation, &format!("http://{altered}"));
    let said = ended(organisation.program("desk", "ana", "watch"), 2);
    says(
        said,
        [
            "/form.js is not what was signed: its bytes",
            "/fa/ is not what was signed: ",
            "set-cookie",
        ],
    );
    let notices = organisation.team("ana")["notices"].to_string();
    says(notices, ["/form.js", "/fa/"]);
    the_evidence_has_what_came(&organisation);
}

fn watches(organisation: &Organisation, site: &str) {
    organisation.join_at("ana", &organisation.staff(), &format!("--site {site}"));
}

fn the_true_site_raises_none(organisation: &Organisation) {
    watches(organisation, &organisation.base());
    let said = organisation.desk("ana", "watch");
    says(&said, ["; 0 differ."]);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert_eq!(organisation.team("ana")["notices"], json!([]));
}

fn the_evidence_has_what_came(organisation: &Organisation) {
    let watch = organisation.program("desk", "ana", "watch --evidence evidence.json");
    ended(watch, 2);
    let evidence = fs::read(organisation.at("evidence.json")).unwrap();
    let evidence: Vec<Value> = serde_json::from_slice(&evidence).unwrap();
    let script = evidence.iter().find(|found| found["path"] == "/form.js");
    let length = |field: &str| script.unwrap()[field].as_str().unwrap().len();
    assert!(length("came") > 1_000 && length("signed") == 64);
}
