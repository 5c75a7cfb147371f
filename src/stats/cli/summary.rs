//! What commands say of a plan: what it shows, who contributed, and what it spends. No number of any case.

use super::messages::{format, text};
use crate::collect::sum::Collected;
use crate::ledger::entry::SignedEntry;
use crate::ledger::file::Ledger;
use crate::ledger::tier::rho;
use crate::messages::Value;
use crate::publish::report;
use crate::release::document::Release;
use sotto::day::Day;
use sotto::plan::{LIFETIME_RHO, Plan};
use sotto::table::Table;
use std::path::Path;

/// Returns a plan in words, as its coordinators should know it before they sign.
pub fn plan_in_words(plan: &Plan) -> String {
    let members = plan.organisations.iter();
    let names: Vec<&str> = members.map(|member| member.organisation.as_str()).collect();
    let values = [
        ("title", plan.title.clone()),
        ("series", plan.series.to_string()),
        ("from", plan.from.to_string()),
        ("to", plan.to.to_string()),
        ("late", plan.late_from.to_string()),
    ];
    let mut lines = vec![
        format("plan-cases", &values),
        format("plan-organisations", &[("names", names.join(", "))]),
    ];
    if plan.coordinators.len() == 1 {
        lines.push(text("plan-one-coordinator"));
    }
    for table in &plan.tables {
        lines.extend(table_in_words(table, plan.coordinators.len()));
    }
    lines.push(text("plan-never"));
    lines.join("\n") + "\n"
}

/// Returns which cells of a table will be published, and how large the error will be.
fn table_in_words(table: &Table, coordinators: usize) -> [String; 3] {
    let (threshold, margin) = (table.threshold(coordinators), table.margin(coordinators));
    let lists: Vec<_> = table
        .dimensions
        .iter()
        .map(|dimension| dimension.as_str())
        .collect();
    let example = example(threshold, margin);
    let head = [
        ("lists", Value::from(lists.join(" and "))),
        ("cells", table.cells().into()),
        ("rho", rho(table.rho).into()),
    ];
    let shown = [
        ("example", Value::from(example)),
        ("low", shown(example - margin, threshold)),
        ("high", ((example + margin) / 5 * 5).into()),
    ];
    let hidden = format("plan-table-hidden", &[("threshold", threshold)]);
    [
        format("plan-table", &head),
        format!("  {}", format("plan-table-shown", &shown)),
        format!("  {hidden}"),
    ]
}

/// Returns a count that is still shown when noise takes two deviations from it: a multiple of 10, at least 40.
fn example(threshold: i64, margin: i64) -> i64 {
    ((threshold + margin + 9) / 10 * 10).max(40)
}

fn shown(low: i64, threshold: i64) -> Value<'static> {
    let low = (low + 4) / 5 * 5;
    if low < threshold {
        format("plan-below", &[("threshold", threshold)]).into()
    } else {
        low.into()
    }
}

/// Returns who contributed, what is wrong, whether noise may be drawn today and what it spends. That is everything but the
/// numbers, which nobody knows.
pub fn all_but_numbers(
    plan: &Plan,
    collected: &Collected,
    without: &[String],
    ledger: &Ledger,
    today: Day,
) -> String {
    let mut lines = vec![text("contributions")];
    lines.extend(contributions(collected, without));
    lines.push(match collected.sum(plan, without) {
        Ok(_) => format(
            "contributions-words",
            &[("words", collected.words(without))],
        ),
        Err(error) => format("not-ready", &[("why", error.to_string())]),
    });
    if let Some(line) = drawn_before(ledger, plan) {
        let names = line.entry.contributors.join(", ");
        let values = [("day", line.entry.day.to_string()), ("names", names)];
        lines.push(format("noise-drawn", &values));
    } else if let Err(error) = ledger.may_draw(plan, today) {
        lines.push(format("not-ready", &[("why", error.to_string())]));
    }
    lines.push(budget_of(ledger, plan));
    plan_in_words(plan) + &lines.join("\n") + "\n"
}

/// Returns a line for each organisation, and one for each file with which something is wrong.
fn contributions(collected: &Collected, without: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    for (organisation, file) in collected.accepted() {
        let id = if without.contains(organisation) {
            "contribution-left-out"
        } else {
            "contribution-accepted"
        };
        lines.push(format(
            id,
            &[("organisation", organisation), ("file", file)],
        ));
    }
    for organisation in collected.missing() {
        lines.push(format(
            "contribution-missing",
            &[("organisation", organisation)],
        ));
    }
    for (file, problem) in collected.problems() {
        let values = [("file", file.clone()), ("problem", problem.to_string())];
        lines.push(format("contribution-problem", &values));
    }
    lines.into_iter().map(|line| format!("  {line}")).collect()
}

fn drawn_before(ledger: &Ledger, plan: &Plan) -> Option<SignedEntry> {
    ledger.drawn(&plan.digest().ok()?)?.ledger.pop()
}

/// Returns what other plans have spent, what this one spends, and what is left.
pub fn budget_of(ledger: &Ledger, plan: &Plan) -> String {
    let before = ledger.spent(plan);
    let after = before + plan.rho();
    let id = if after > LIFETIME_RHO {
        "budget-too-small"
    } else {
        "budget"
    };
    let values = [
        ("before", rho(before)),
        ("own", rho(plan.rho())),
        ("left", rho(LIFETIME_RHO.saturating_sub(after))),
        ("whole", rho(LIFETIME_RHO)),
    ];
    format(id, &values)
}

/// Returns the path of the page that is to be opened first.
pub fn first_page(release: &Release, out: &Path) -> String {
    let language = release.plan().languages.first();
    let page = language.map_or_else(String::new, |language| report::file_name(*language));
    out.join(page).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Fixture, cases};

    #[test]
    fn the_error_is_said_in_words() {
        let text = plan_in_words(&Fixture::new(2, 2).plan.plan);
        assert!(
            text.contains(
                "Cases by kind (14 cells, rho 0.025):\n  a true 40 will be shown as 30 to 50"
            ),
            "{text}"
        );
        assert!(text.contains("below 20 is shown as “< 20”"), "{text}");
    }

    #[test]
    fn who_is_there_and_what_is_wrong_is_said_of_each() {
        let fixture = Fixture::new(3, 2);
        let plan = &fixture.plan.plan;
        let mut files = fixture.contributions(plan, &cases(3));
        files.retain(|(name, _)| name != "NGO 2 to 0");
        files.push(("letter.txt".to_owned(), b"Dear coordinator".to_vec()));
        let collected = fixture.collect(plan, 0, &files);
        let lines = contributions(&collected, &["NGO 3".to_owned()]);
        assert_eq!(
            lines[..3],
            [
                "  NGO 1: NGO 1 to 0",
                "  NGO 3: NGO 3 to 0, left out",
                "  NGO 2: no usable contribution"
            ]
        );
        assert!(
            lines[3].starts_with("  ! letter.txt is neither a contribution nor a signed roster;"),
            "{lines:?}"
        );
    }
}
