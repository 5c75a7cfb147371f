//! Plans that cannot be made, signed or contributed to, and why; and what a preview is.

use crate::support::numbers::{Numbers, OWN, plan_line, this_year};
use crate::support::says;
use std::fs;

/// Has a plan made that nobody signed yet, of these organisations and coordinators; returns what is said of it.
fn new_plan(numbers: &Numbers, out: &str, whose: &str) -> String {
    let line = plan_line(&this_year(), "0", out, &format!("{whose} --demo"));
    numbers.stats("cy", &line)
}

/// Changes the budget of a plan.
fn edited(numbers: &Numbers, plan: &str, rho: &str) {
    let text = fs::read_to_string(numbers.at(plan)).unwrap();
    let changed = text.replacen("\"rho\":25", &format!("\"rho\":{rho}"), 1);
    fs::write(numbers.at("edited.json"), changed).unwrap();
}

#[test]
fn a_plan_that_cannot_be_contributed_to_says_why() {
    let numbers = Numbers::start(3, 0);
    numbers.close_and_code();
    let refused = |plan: &str, because: &str| {
        let line = format!("contribute {plan} --out no");
        says(numbers.organisation.refused("ana", &line), [because]);
    };
    let not_signed = "is not signed by all its coordinators";
    new_plan(&numbers, "unsigned.json", OWN);
    refused("unsigned.json", not_signed);

    let alone = "--organisation Helpline=intake/root.pub --coordinator cy.json";
    let said = new_plan(&numbers, "alone.json", alone);
    says(said, ["One coordinator alone sees the true counts"]);
    numbers.stats("cy", "plan sign alone.json");
    refused(
        "alone.json",
        "the true counts (incidents: 3); with fewer than 20",
    );

    let others_key = "key new --id root --public other.pub";
    numbers.organisation.desk("stranger", others_key);
    let others = OWN.replace("Helpline=intake/root.pub", "Others=other.pub");
    new_plan(&numbers, "other.json", &others);
    numbers.both_sign("other.json");
    refused("other.json", "the plan does not name this organisation");

    let running = numbers.plan("Running", "");
    refused(&running, "the plan's period ends on");
    refused(&running, "set the clock right");
    let looked = numbers.stats("cy", &format!("sum {running} {running} --dry-run"));
    says(looked, ["Not ready: the plan's period ends on"]);
    edited(&numbers, &running, "24");
    refused("edited.json", not_signed);
}

#[test]
fn a_plan_that_cannot_be_signed_says_why() {
    let numbers = Numbers::start(1, 0);
    let refused = |who: &str, plan: &str, because: &str| {
        let said = numbers.refused(who, &format!("plan sign {plan}"));
        says(said, [because]);
    };
    let strangers = OWN.replace("di.json", "ana.json");
    let said = new_plan(&numbers, "strangers.json", &strangers);
    says(
        said,
        ["a true 40 will be shown as 30 to 50, nineteen times out of twenty"],
    );
    numbers.stats("cy", "plan sign strangers.json");
    let foreign = "not those of a coordinator of this plan";
    refused("di", "strangers.json", foreign);

    edited(&numbers, "strangers.json", "250");
    refused("cy", "edited.json", "more than the budget");
    let edited = numbers.at("edited.json");
    fs::write(&edited, "{}").unwrap();
    refused("cy", "edited.json", "this is not a plan");
    assert_eq!(fs::read_to_string(&edited).unwrap(), "{}", "left as it was");
}

#[test]
fn a_plan_that_cannot_be_made_says_why() {
    let numbers = Numbers::start(1, 0);
    let quarterly = plan_line("2026-Q1", "400", "quarter.json", OWN);
    says(
        numbers.refused("cy", &quarterly),
        ["with fewer than 1,000 cases a year, releases are annual"],
    );
    let silent = numbers.refused("cy", "plan new --out none.json");
    says(silent, ["a question was not answered"]);
}

#[test]
fn a_preview_says_on_its_face_that_nothing_happened_and_passes_no_audit() {
    let numbers = Numbers::start(1, 0);
    let plan = numbers.plan("Test", "--demo");
    let line = format!("plan preview {plan} --cases 300 --out preview");
    numbers.stats("cy", &line);
    let page = fs::read_to_string(numbers.at("preview/report-en.html")).unwrap();
    says(page, ["Preview on synthetic cases: nothing here happened."]);
    says(
        numbers.refused("cy", "audit preview"),
        ["is not signed by "],
    );
}
