//! What a team contributes: once, whole or not at all, and a campaign as one.

use crate::support::numbers::Numbers;
use crate::support::says;

/// Killed between any two steps: what goes to the intake is one contribution whose cases are marked, or nothing.
#[test]
fn a_desk_that_dies_while_it_contributes_has_sent_one_contribution_or_none() {
    let numbers = Numbers::start(2, 0);
    let organisation = &numbers.organisation;
    numbers.close_and_code();
    let plan = numbers.plan("Test", "--demo");
    for milliseconds in (0..8).map(|n| 300 + 100 * n) {
        let line = format!("contribute {plan} --out killed-{milliseconds}");
        organisation.killed("desk", "ana", &line, milliseconds);
        organisation.desk("ana", "pull");
    }
    let last = organisation.program("desk", "ana", &format!("contribute {plan} --out out"));
    let said = String::from_utf8_lossy(&last.stderr).into_owned();
    assert!(
        last.status.success() || said.contains("has contributed this team's cases"),
        "{said}"
    );
    organisation.desk("ana", "pull");
    let fetched = numbers.fetch("cy", "came");
    let one = "Contributions for this coordinator: 1, new here: 1";
    assert!(fetched.starts_with(one), "{fetched}");
    let other = numbers.plan("Other", "--demo");
    says(
        numbers.would_contribute(&other),
        ["2 closed in this period were counted for another plan already"],
    );
}

#[test]
fn linked_cases_of_one_campaign_count_once_and_a_team_contributes_once() {
    let numbers = Numbers::start(4, 0);
    let organisation = &numbers.organisation;
    let all = &numbers.tickets;
    // The first two are of one campaign and linked; the third is of it, and not linked; the fourth is linked, and not of it.
    for ticket in &all[..3] {
        organisation.desk("ana", &format!("label {ticket} campaign:blue"));
    }
    organisation.desk("ana", &format!("link {} {}", all[0], all[1]));
    organisation.desk("ana", &format!("link {} {}", all[3], all[0]));
    numbers.close_and_code();
    let plan = numbers.plan("Test", "--demo");
    for _ in 0..2 {
        let said = numbers.would_contribute(&plan);
        let counted = "Counted 4 closed cases as 3 incidents; 0 left out";
        assert!(said.starts_with(counted), "{said}");
        says(said, ["Nothing was sealed, and nothing is marked."]);
    }
    numbers.contribute(&plan, "out");
    organisation.pull_each(&["ana", "bo"]);
    let again = organisation.refused("bo", &format!("contribute {plan} --out again"));
    says(again, ["ana has contributed this team's cases"]);
}
