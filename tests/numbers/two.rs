//! Two organisations publish one table.

use crate::support::numbers::Numbers;
use crate::support::organisation::Organisation;
use crate::support::says;
use std::fs;
use std::path::Path;

#[test]
fn two_organisations_publish_one_table_and_neither_is_seen() {
    let first = Numbers::start(3, 0);
    let second = with_the_coordinators_of(&first);
    first.close_and_code();
    let root = second.at("intake/root.pub");
    let both = format!("--demo --half --organisation 'Second={root}'");
    let plan = first.plan("Both", &both);
    first.contribute(&plan, "out");
    its_own_numbers_have_the_other_half(&first);
    the_second_contributes(&first, &second, &plan);

    first.sum("cy", "di", &plan, "out");
    let said = first.sum("di", "cy", &plan, "out");
    let summed = "Contributions of Helpline, Second summed";
    assert!(said.starts_with(summed), "{said}");
    first.stats("cy", &format!("release {plan} out-half-di --out joint"));
    let half = first.refused("di", "audit joint");
    says(half, ["is not signed by di: nothing shows"]);
    first.stats("di", &format!("release {plan} out-half-cy --out joint"));
    // Both are named, and nothing of either is.
    let page = fs::read_to_string(first.at("joint/report-en.html")).unwrap();
    says(page, ["Helpline, Second"]);
    says(
        first.stats("di", "audit joint"),
        ["counted by Helpline, Second"],
    );
}

/// Another organisation, which takes the coordinators of the first one into its roster.
fn with_the_coordinators_of(first: &Numbers) -> Organisation {
    let second = Organisation::another("512,128,16,8,32", &[]);
    second.sign_roster("Second", 2);
    let [cy, di] = ["cy.json", "di.json"].map(|card| first.organisation.at(card));
    let line = format!(
        "roster next --last intake/roster --add-coordinator '{cy}' --add-coordinator '{di}' --out next"
    );
    second.desk("root", &line);
    for name in ["roster.json", "roster.sig"] {
        let at = |folder: &str| Path::new(&second.at(folder)).join(name);
        fs::copy(at("next"), at("intake/roster")).unwrap();
    }
    let second = second.run();
    second.desk("ana", "pull");
    second
}

/// A case that a joint release counted counts in the organisation's own one, too, if both were planned for it.
fn its_own_numbers_have_the_other_half(numbers: &Numbers) {
    let own = numbers.plan("Own", "--demo --half");
    let said = numbers.would_contribute(&own);
    assert!(
        said.starts_with("Counted 3 closed cases; 0 left out") && !said.contains("another plan"),
        "{said}"
    );
    let whole = numbers.plan("Whole", "--demo");
    let said = numbers.would_contribute(&whole);
    assert!(
        said.starts_with("Counted 0 closed cases; 3 left out"),
        "{said}"
    );
}

/// Puts what the second contributes beside what the first did, at both coordinators.
fn the_second_contributes(first: &Numbers, second: &Organisation, plan: &str) {
    let plan_there = first.organisation.at(plan);
    let line = format!("contribute '{plan_there}' --out theirs");
    let said = second.desk("ana", &line);
    assert!(said.starts_with("Counted 0 closed cases"), "{said}");
    first.post("out");
    let half_way = first.stats("cy", &format!("collect {plan} out-cy"));
    says(
        half_way,
        ["  Second: no usable contribution", "--without \"Second\""],
    );
    for coordinator in ["cy", "di"] {
        let inbox = first.at(&format!("out-{coordinator}"));
        let theirs = |name: &str| Path::new(&second.at("theirs")).join(name);
        let contribution = theirs(&format!("contribution-{coordinator}.age"));
        fs::copy(contribution, inbox.join("second.age")).unwrap();
        fs::copy(theirs("roster.signed"), inbox.join("second.signed")).unwrap();
    }
}
