use super::error::LedgerError;
use super::file::Ledger;
use super::half::Half;
use crate::collect::sum::Summed;
use crate::noise::SystemRandom;
use crate::test_support::{Fixture, TempFolder, cases, day};
use sotto::code::Dimension;
use sotto::plan::{Plan, Series, SignedPlan};
use sotto::table::Table;

fn summed(fixture: &Fixture, plan: &Plan) -> Summed {
    let files = fixture.contributions(plan, &cases(3));
    fixture.collect(plan, 0, &files).sum(plan, &[]).unwrap()
}

fn half(
    folder: &TempFolder,
    fixture: &Fixture,
    plan: &SignedPlan,
    summed: &Summed,
    today: &str,
) -> Result<Half, LedgerError> {
    let keys = &fixture.coordinators[0];
    let mut ledger = Ledger::hold(&folder.0, keys.verifying_key())?;
    ledger.half(
        plan,
        keys,
        0,
        summed,
        day(today),
        &mut SystemRandom::default(),
    )
}

#[test]
fn noise_is_drawn_once_and_other_contributions_are_refused() {
    let (fixture, folder) = (Fixture::new(2, 2), TempFolder::new());
    let first = summed(&fixture, &fixture.plan.plan);
    let drawn = half(&folder, &fixture, &fixture.plan, &first, "2026-01-10").unwrap();
    assert_eq!(
        half(&folder, &fixture, &fixture.plan, &first, "2027-01-10").unwrap(),
        drawn,
        "the same again, whenever"
    );
    let other = summed(&fixture, &fixture.plan.plan);
    let refused = half(&folder, &fixture, &fixture.plan, &other, "2026-01-10")
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("noise was drawn for this plan already, from other contributions")
            && refused.contains("NGO 1, NGO 2"),
        "{refused}"
    );
    assert!(drawn.values.words() != first.share.words());
}

#[test]
fn what_is_left_of_a_write_that_broke_off_changes_nothing() {
    let (fixture, folder) = (Fixture::new(1, 2), TempFolder::new());
    let first = summed(&fixture, &fixture.plan.plan);
    let drawn = half(&folder, &fixture, &fixture.plan, &first, "2026-01-10").unwrap();
    // Killed before the new file got its name.
    std::fs::write(folder.0.join("ledger.new"), b"{\"half a li").unwrap();
    assert_eq!(
        half(&folder, &fixture, &fixture.plan, &first, "2026-01-10").unwrap(),
        drawn
    );
}

/// Returns a plan of one table for the first `members` organisations: a quarter's, unless it is called “the year”.
fn plan_of(
    fixture: &Fixture,
    members: usize,
    title: &str,
    (from, to): (&str, &str),
    rho: u32,
) -> SignedPlan {
    let dimensions = vec![Dimension::Kind];
    fixture.with(|plan| {
        (plan.title, plan.from, plan.to) = (title.into(), day(from), day(to));
        (plan.late_from, plan.tables) = (plan.from, vec![Table { dimensions, rho }]);
        plan.organisations.truncate(members);
        if title != "the year" {
            plan.series = Series::Quarterly;
        }
    })
}

#[test]
fn a_year_and_its_quarters_fit_and_nothing_more_does() {
    let (fixture, folder) = (Fixture::new(2, 2), TempFolder::new());
    let of = |members, title: &str, from: &str, to: &str, rho| {
        plan_of(&fixture, members, title, (from, to), rho)
    };
    let plan = |title: &str, from: &str, to: &str, rho| of(1, title, from, to, rho);
    let draw = |plan: &SignedPlan| {
        let summed = summed(&fixture, &plan.plan);
        half(&folder, &fixture, plan, &summed, "2026-02-01")
    };
    for (quarter, from, to) in [
        ("Q1", "2025-01-01", "2025-03-31"),
        ("Q2", "2025-04-01", "2025-06-30"),
        ("Q3", "2025-07-01", "2025-09-30"),
    ] {
        draw(&plan(quarter, from, to, 40)).unwrap();
    }
    draw(&plan("the year", "2025-01-01", "2025-12-31", 85)).unwrap();
    let refused = |plan: &SignedPlan| draw(plan).unwrap_err().to_string();
    let again = refused(&plan("once more", "2025-03-31", "2025-04-01", 1));
    assert!(
        again.contains("quarterly numbers for these days are released already, as Q1"),
        "{again}"
    );
    let refused = refused(&of(2, "joint", "2025-03-31", "2025-04-01", 1));
    assert!(
        refused.contains("have spent rho 0.125 of 0.125, and this plan would spend 0.001"),
        "{refused}"
    );
    draw(&plan("Q4", "2025-10-01", "2025-12-31", 40)).unwrap();
    let ledger = Ledger::read(&folder.0, fixture.coordinators[0].verifying_key()).unwrap();
    assert_eq!(
        (
            ledger.entries().len(),
            ledger.spent(&plan("2024", "2024-01-01", "2024-12-31", 1).plan)
        ),
        (5, 0)
    );
    // Another organisation has its own budget.
    let others = Fixture::new(1, 2);
    let mut elsewhere = plan("elsewhere", "2025-01-01", "2025-12-31", 125).plan;
    elsewhere.organisations = others.plan.plan.organisations;
    assert_eq!(ledger.spent(&elsewhere), 0);
}

#[test]
fn a_clock_that_is_wrong_draws_nothing() {
    let (fixture, folder) = (Fixture::new(1, 2), TempFolder::new());
    let first = summed(&fixture, &fixture.plan.plan);
    let early = half(&folder, &fixture, &fixture.plan, &first, "2025-12-31")
        .unwrap_err()
        .to_string();
    assert!(
        early.contains("ends on 2025-12-31, and this machine says that today is 2025-12-31"),
        "{early}"
    );
    half(&folder, &fixture, &fixture.plan, &first, "2026-02-01").unwrap();
    let next = fixture.with(|plan| {
        (plan.from, plan.to, plan.late_from) =
            (day("2024-01-01"), day("2024-12-31"), day("2024-01-01"))
    });
    let back = half(
        &folder,
        &fixture,
        &next,
        &summed(&fixture, &next.plan),
        "2026-01-31",
    )
    .unwrap_err()
    .to_string();
    assert!(
        back.contains("last line is of 2026-02-01, and this machine says that today is 2026-01-31"),
        "{back}"
    );
}

#[test]
fn a_ledger_that_was_edited_is_not_believed() {
    let (fixture, folder) = (Fixture::new(1, 2), TempFolder::new());
    let first = summed(&fixture, &fixture.plan.plan);
    half(&folder, &fixture, &fixture.plan, &first, "2026-01-10").unwrap();
    let next = fixture.with(|plan| {
        (plan.from, plan.to, plan.late_from) =
            (day("2024-01-01"), day("2024-12-31"), day("2024-01-01"))
    });
    half(
        &folder,
        &fixture,
        &next,
        &summed(&fixture, &next.plan),
        "2026-01-10",
    )
    .unwrap();
    let path = folder.0.join("ledger");
    let whole = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let other_value = whole.replacen("\"values\":[", "\"values\":[1,", 1);
    let edits = [
        (whole.replacen("\"place\":0", "\"place\":1", 1), 1),
        (whole.replacen("2026-01-10", "2026-01-09", 1), 1),
        (other_value, 1),
        (format!("{}\n", lines[1]), 1),
        (format!("{}\n{}\n", lines[1], lines[0]), 1),
        (format!("{whole}{}\n", lines[1]), 3),
        (whole.trim_end().to_owned(), 2),
    ];
    for (edited, line) in edits {
        assert_ne!(edited, whole);
        std::fs::write(&path, edited).unwrap();
        let refused = Ledger::read(&folder.0, fixture.coordinators[0].verifying_key())
            .err()
            .unwrap()
            .to_string();
        assert!(
            refused.contains(&format!("changed after it was signed, in line {line};")),
            "{refused}"
        );
    }
    std::fs::write(&path, whole).unwrap();
    assert!(
        Ledger::read(&folder.0, fixture.coordinators[1].verifying_key()).is_err(),
        "of another coordinator"
    );
}
