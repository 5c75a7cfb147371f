//! The whole way of a number: from closed cases to a folder that two coordinators signed.

use crate::publish::{both_publish_the_same, what_is_published_is_near_the_truth};
use crate::support::numbers::{Numbers, PHISHING, code_line};
use crate::support::{says, says_nothing_of};
use serde_json::json;
use std::fs;

#[test]
fn closed_cases_become_a_published_folder() {
    let numbers = Numbers::start(26, 1);
    only_closed_cases_are_coded(&numbers);
    let plan = numbers.plan("Test", "--demo");
    cases_are_contributed_once(&numbers, &plan);
    each_coordinator_fetches_what_is_theirs(&numbers, &plan);
    nothing_is_summed_before_both_have_the_same(&numbers, &plan);
    noise_is_drawn_once(&numbers, &plan);
    both_publish_the_same(&numbers, &plan);
    what_is_published_is_near_the_truth(&numbers);
    a_second_plan_finds_no_budget(&numbers, &plan);
    what_comes_late_is_not_summed(&numbers, &plan);
}

fn only_closed_cases_are_coded(numbers: &Numbers) {
    let organisation = &numbers.organisation;
    let case = &numbers.tickets[0];
    let alien = code_line(case, &PHISHING.replace("phishing", "alien"));
    let said = organisation.fails("desk", "ana", &alien, 64);
    says(said, ["not in the list of kinds; choose one of: spyware"]);
    let open = organisation.refused("ana", &code_line(case, PHISHING));
    says(open, ["is not closed"]);
    numbers.close_and_code();
    let elsewhere = code_line(case, &format!("{PHISHING} --geo oceania"));
    let disagrees = organisation.refused("ana", &elsewhere);
    says(disagrees, ["this country is not in this region"]);
    let row = organisation.row("ana", case);
    assert_eq!(
        (&row["state"], &row["coded"]),
        (&json!("closed"), &json!(true))
    );
}

fn cases_are_contributed_once(numbers: &Numbers, plan: &str) {
    let organisation = &numbers.organisation;
    let said = numbers.contribute(plan, "out");
    assert!(
        said.starts_with("Counted 25 closed cases; 1 left out"),
        "{said}"
    );
    says(&said, ["  LB                                       25"]);
    let again = organisation.refused("ana", &format!("contribute {plan} --out again"));
    says(
        again,
        ["has contributed this team's cases to this plan already"],
    );
    let size = |who| fs::metadata(numbers.at(&format!("out/contribution-{who}.age")));
    assert_eq!(size("cy").unwrap().len(), size("di").unwrap().len());

    // Another desk of the team that has not heard of it yet counts other cases.
    organisation.desk("bo", "pull");
    organisation.desk("bo", &format!("contribute {plan} --out late"));
}

fn each_coordinator_fetches_what_is_theirs(numbers: &Numbers, plan: &str) {
    numbers.post("out");
    // The other way: by the intake, with the next pull; the same bytes.
    numbers.organisation.desk("ana", "pull");
    for coordinator in ["cy", "di"] {
        let inbox = format!("out-{coordinator}");
        let posted = format!("{inbox}/contribution-{coordinator}.age");
        fs::remove_file(numbers.at(&posted)).unwrap();
        for new in ["new here: 1", "new here: 0"] {
            let said = numbers.fetch(coordinator, &inbox);
            let count = "Contributions for this coordinator: 1, ";
            assert!(said.starts_with(&format!("{count}{new}")), "{said}");
        }
    }
    let stranger = numbers.refused("ana", &numbers.fetch_line("none"));
    says(stranger, ["the intake does not let these keys in"]);
    let nothing_yet = numbers.refused("cy", &format!("release {plan} --out no"));
    says(nothing_yet, ["no noise was drawn for this plan yet"]);
}

fn nothing_is_summed_before_both_have_the_same(numbers: &Numbers, plan: &str) {
    let looked = numbers.stats("cy", &format!("sum {plan} out-cy --dry-run"));
    says(
        &looked,
        [
            "  Helpline: ",
            "this plan spends 0.125, 0.000 is left of 0.125",
        ],
    );
    // Nobody here knows how many.
    says_nothing_of(&looked, ["25 closed"]);
    let others = "out/contribution-di.age --words 'one two'";
    for (came, because) in [
        ("out-cy", "ask the other coordinator for the words"),
        (
            "out-cy --words 'one two'",
            "the other coordinator has other contributions",
        ),
        (others, "no usable contribution came from Helpline"),
    ] {
        let said = numbers.refused("cy", &format!("sum {plan} {came} --out half"));
        says(said, [because]);
    }
}

fn noise_is_drawn_once(numbers: &Numbers, plan: &str) {
    killed_while_summing(numbers, plan, "out");
    numbers.sum("cy", "di", plan, "out");
    numbers.sum("di", "cy", plan, "out");
    let half = || fs::read(numbers.at("out-half-cy")).unwrap();
    let kept = half();
    numbers.sum("cy", "di", plan, "out");
    assert_eq!(half(), kept, "noise is drawn once");
}

/// Kills cy's program at many moments: its ledger has no line or a whole one, and what was drawn once stays.
fn killed_while_summing(numbers: &Numbers, plan: &str, out: &str) {
    let sum = numbers.sum_line("cy", "di", plan, out);
    let mut drawn: Option<Vec<u8>> = None;
    // The last ones are for a machine so busy that none of the others gets that far.
    let moments = (0..14).map(|n| 400 + 100 * n).chain([4_000, 16_000]);
    for milliseconds in moments {
        if drawn.is_some() && milliseconds > 2_000 {
            break;
        }
        let organisation = &numbers.organisation;
        organisation.killed("stats", "cy", &sum, milliseconds);
        let now = fs::read(numbers.at("cy/ledger")).ok();
        assert!(now.as_ref().is_none_or(|now| now.ends_with(b"}\n")));
        assert!(
            drawn.is_none() || drawn == now,
            "drawn once, whatever happens"
        );
        drawn = now;
    }
    assert!(drawn.is_some(), "at least the last one got that far");
}

fn a_second_plan_finds_no_budget(numbers: &Numbers, plan: &str) {
    let budget = numbers.stats("cy", &format!("budget {plan}"));
    says(
        budget,
        ["rho 0.125  Test (annual", "left for these days: 0.000"],
    );
    // Everything of the cases' budget is spent: another plan counts none.
    let second = numbers.plan("Second", "--demo");
    let said = numbers.would_contribute(&second);
    assert!(
        said.starts_with("Counted 0 closed cases; 1 left out"),
        "{said}"
    );
    says(
        said,
        ["25 closed in this period were counted for another plan already"],
    );
    only_one_of_two_is_released(numbers, plan, &second);
}

/// Unless the second replaces the first: then the coordinators' ledgers let only one of the two out.
fn only_one_of_two_is_released(numbers: &Numbers, plan: &str, second: &str) {
    for out in ["--dry-run", "--out second"] {
        let line = format!("contribute {second} --instead-of {plan} {out}");
        let said = numbers.organisation.desk("ana", &line);
        let counted = "Counted 25 closed cases; 1 left out";
        assert!(said.starts_with(counted), "{said}");
    }
    numbers.post("second");
    let repeated = numbers.sum_line("cy", "di", second, "second");
    says(
        numbers.refused("cy", &repeated),
        ["annual numbers for these days are released already, as Test"],
    );
    let mixed = numbers.stats("cy", &format!("collect {second} out-cy"));
    says(
        mixed,
        [
            ".age is for another plan, or for this one before it was changed",
            "Not ready: these organisations' annual numbers for these days",
        ],
    );
}

/// It would be another draw over other cases.
fn what_comes_late_is_not_summed(numbers: &Numbers, plan: &str) {
    numbers.post("late");
    let late = numbers.sum_line("cy", "di", plan, "late");
    says(
        numbers.refused("cy", &late),
        ["noise was drawn for this plan already, from other contributions"],
    );
}
