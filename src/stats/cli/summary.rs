//! What commands say of a plan: what it shows, who contributed, and what it spends. No number of any case.

use crate::collect::sum::Collected;
use crate::ledger::entry::SignedEntry;
use crate::ledger::file::Ledger;
use crate::ledger::tier::{self, rho};
use sotto::day::Day;
use sotto::plan::{LIFETIME_RHO, Plan};
use std::fmt::Write;

/// The plan as its coordinators should know it before they sign.
pub fn in_words(plan: &Plan) -> String {
    let organisations: Vec<&str> = plan
        .organisations
        .iter()
        .map(|member| member.organisation.as_str())
        .collect();
    let mut text = format!(
        "{} ({}): cases closed {} to {}, and those from {} on that no release of this series counted.\nOf: {}\n",
        plan.title,
        plan.series,
        plan.from,
        plan.to,
        plan.late_from,
        organisations.join(", ")
    );
    if plan.coordinators.len() == 1 {
        text.push_str("! One coordinator alone sees the true counts of each organisation: choose two where you can. Contributions of fewer than 20 cases are refused.\n");
    }
    text + &tier::in_words(&plan.tables, plan.coordinators.len())
}

/// Who contributed, what is wrong, whether noise may be drawn today and what it spends: everything but the numbers, which
/// nobody knows.
pub fn all_but_numbers(
    plan: &Plan,
    collected: &Collected,
    without: &[String],
    ledger: &Ledger,
    today: Day,
) -> String {
    let mut text = in_words(plan);
    text.push_str("Contributions:\n");
    text.push_str(&collected.in_words(without));
    match collected.sum(plan, without) {
        Ok(_) => {
            let _ = writeln!(
                text,
                "Words to compare with the other coordinator: {}",
                collected.words(without)
            );
        }
        Err(error) => {
            let _ = writeln!(text, "Not ready: {error}.");
        }
    }
    if let Some(line) = drawn_before(ledger, plan) {
        let _ = writeln!(
            text,
            "Noise was drawn for this plan on {}, from contributions of {}. What came later is late: it counts in the next period.",
            line.entry.day,
            line.entry.contributors.join(", ")
        );
    } else if let Err(error) = ledger.may_draw(plan, today) {
        let _ = writeln!(text, "Not ready: {error}.");
    }
    let _ = writeln!(text, "{}", budget_of(ledger, plan));
    text
}

fn drawn_before(ledger: &Ledger, plan: &Plan) -> Option<SignedEntry> {
    ledger.drawn(&plan.digest().ok()?)?.ledger.pop()
}

/// What this plan finds spent, spends, and leaves.
pub fn budget_of(ledger: &Ledger, plan: &Plan) -> String {
    let before = ledger.spent(plan);
    let after = before + plan.rho();
    let enough = if after > LIFETIME_RHO {
        ": the budget does not reach"
    } else {
        ""
    };
    format!(
        "Budget: other releases for these days spent rho {}, this plan spends {}, {} is left of {}{enough}.",
        rho(before),
        rho(plan.rho()),
        rho(LIFETIME_RHO.saturating_sub(after)),
        rho(LIFETIME_RHO)
    )
}
