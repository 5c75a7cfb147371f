//! What a coordinator's ledger and an audit found, line by line.

use super::context::Context;
use super::failure::Failure;
use super::files::read;
use super::messages::{format, text};
use super::summary::budget_of;
use crate::ledger::entry::SignedEntry;
use crate::ledger::tier::rho;
use crate::messages::Value;
use crate::verify::audit::{Audited, audit as audited};
use sotto::plan::{LIFETIME_RHO, SignedPlan};
use sotto::table::Table;
use std::path::{Path, PathBuf};

/// Says what the releases so far have spent, and what a plan would.
pub fn budget(context: &Context, plan: Option<&Path>) -> Result<(), Failure> {
    let keys = context.keys()?;
    let ledger = context.ledger(&keys)?;
    let whole = rho(LIFETIME_RHO);
    context.say_line(&format("budget-heading", &[("whole", &whole)]));
    for line in ledger.entries() {
        let spent = ledger.spent(&line.entry.plan.plan) + line.entry.plan.plan.rho();
        let left = rho(LIFETIME_RHO.saturating_sub(spent));
        let values = [("line", &spent_in(&line)), ("left", &left)];
        context.say_line(&format!("  {}", format("budget-line", &values)));
    }
    if ledger.entries().is_empty() {
        context.say_line(&format!("  {}", text("budget-nothing")));
    }
    if let Some(path) = plan {
        let signed = SignedPlan::read(&read(path)?).map_err(Failure::Plan)?;
        context.say_line(&budget_of(&ledger, &signed.plan));
    }
    Ok(())
}

/// Checks a published folder, and says what was found.
pub fn audit(context: &Context, release: &Path, earlier: &[PathBuf]) -> Result<(), Failure> {
    let found = found(&audited(release, earlier).map_err(Failure::Audit)?);
    (context.say)(&found);
    Ok(())
}

fn found(audited: &Audited) -> String {
    let Audited { release, manifest } = audited;
    let plan = release.plan();
    let ids: Vec<&str> = plan
        .coordinators
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    let signers = ids.join(" and ");
    let real = if plan.demo {
        "audit-demo"
    } else {
        "audit-real"
    };
    let names = release.contributors().join(", ");
    let (from, to) = (plan.from.to_string(), plan.to.to_string());
    let heading = [("title", &plan.title), ("from", &from), ("to", &to)];
    let files = [
        ("count", Value::from(manifest.files.len())),
        ("names", signers.as_str().into()),
    ];
    let mut lines = vec![
        format("audit-heading", &heading),
        format!("  {}", format(real, &[("names", &names)])),
        format!("  {}", format("audit-plan", &[("names", &signers)])),
        format!("  {}", format("audit-files", &files)),
    ];
    for (ledger, id) in release.ledgers().iter().zip(&ids) {
        let values = [
            ("id", Value::from(*id)),
            ("lines", ledger.len().into()),
            ("whole", rho(LIFETIME_RHO).into()),
        ];
        lines.push(format!("  {}", format("audit-ledger", &values)));
        lines.extend(
            ledger
                .iter()
                .map(|line| format!("        {}", spent_in(line))),
        );
    }
    let cells: usize = plan.tables.iter().map(Table::cells).sum();
    let values = [("cells", cells), ("tables", plan.tables.len())];
    lines.push(format!("  {}", format("audit-cells", &values)));
    lines.push(format!("  {}", text("audit-same")));
    lines.join("\n") + "\n"
}

/// A line of a ledger, for people.
fn spent_in(line: &SignedEntry) -> String {
    let plan = &line.entry.plan.plan;
    let values = [
        ("from", plan.from.to_string()),
        ("to", plan.to.to_string()),
        ("rho", rho(plan.rho())),
        ("title", plan.title.clone()),
        ("series", plan.series.to_string()),
        ("day", line.entry.day.to_string()),
    ];
    format("ledger-line", &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::render;
    use crate::test_support::{Fixture, TempFolder, cases};
    use crate::verify::published_folder;

    #[test]
    fn an_audit_says_what_it_found() {
        let (fixture, temp) = (Fixture::new(2, 2), TempFolder::new());
        let folder = temp.0.join("release");
        let files = render::files(&fixture.release(&cases(200)), &[], false).unwrap();
        for keys in &fixture.coordinators {
            published_folder::write(&folder, &files, Some(keys)).unwrap();
        }
        let found = found(&audited(&folder, &[]).unwrap());
        for line in [
            "which cy and di signed",
            "  ok  the ledger of di: 1 line, a whole chain",
            "in 5 tables: rounded to 5",
        ] {
            assert!(found.contains(line), "{found}");
        }
    }
}
