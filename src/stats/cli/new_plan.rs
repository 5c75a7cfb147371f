//! A new plan, from what was given and what is asked.

use super::args::NewPlan;
use super::failure::Failure;
use super::files::{read, read_root};
use super::messages::text;
use super::period::period;
use super::prompt::{Prompt, yes_or_no};
use crate::ledger::tier::{Tier, halved};
use crate::publish::figure;
use crate::verify::published_folder;
use sotto::code::LISTS;
use sotto::plan::{FORMAT, Language, Member, Plan, Series, SignedPlan};
use sotto::roster::Keyholder;
use sotto::signed::canonical;
use std::path::Path;

/// Makes a plan that nobody signed yet. Whoever leaves something out is asked for all that was left out.
pub fn new_plan(prompt: &mut Prompt, given: &NewPlan) -> Result<SignedPlan, Failure> {
    let title = prompt.given_or_ask(given.title.as_deref(), &text("ask-title"), |text| {
        Ok(text.to_owned())
    })?;
    let period = prompt.given_or_ask(given.period.as_deref(), &text("ask-period"), period)?;
    let tier = Tier::of(total(prompt, given)?);
    let tables = tier.tables(period.series).map_err(Failure::Tier)?;
    let is_half = flag(prompt, given, given.half, "ask-half")?;
    let is_first = flag(prompt, given, given.first, "ask-first")?;
    let plan = Plan {
        format: FORMAT.to_owned(),
        lists: LISTS.to_owned(),
        demo: given.demo,
        title,
        series: period.series,
        from: period.from,
        to: period.to,
        late_from: if is_first { period.from } else { period.before },
        tables: if is_half { halved(tables) } else { tables },
        languages: languages(prompt, given)?,
        organisations: organisations(prompt, given)?,
        coordinators: coordinators(prompt, given)?,
    };
    let signatures = vec![None; plan.coordinators.len()];
    let bytes = canonical(&SignedPlan { plan, signatures }).map_err(Failure::Json)?;
    SignedPlan::read(&bytes).map_err(Failure::Plan)
}

/// Returns whether an option was given, or is wanted by somebody who is being asked.
fn flag(prompt: &mut Prompt, given: &NewPlan, flag: bool, question: &str) -> Result<bool, Failure> {
    let is_asking = given.title.is_none()
        || given.period.is_none()
        || given.coordinators.is_empty()
        || given.organisations.is_empty();
    Ok(flag || is_asking && prompt.ask(&text(question), yes_or_no)?)
}

fn total(prompt: &mut Prompt, given: &NewPlan) -> Result<u64, Failure> {
    if let Some(folder) = &given.previous {
        return total_of(folder);
    }
    match given.total {
        Some(total) => Ok(total),
        None => prompt.ask(&text("ask-total"), |text| {
            text.parse().map_err(|_| Failure::NoNumber)
        }),
    }
}

fn languages(prompt: &mut Prompt, given: &NewPlan) -> Result<Vec<Language>, Failure> {
    if !given.languages.is_empty() {
        return Ok(given.languages.clone());
    }
    prompt.ask(&text("ask-languages"), |text| {
        let words = text.split_whitespace();
        words
            .map(|word| word.parse().map_err(Failure::List))
            .collect()
    })
}

fn organisations(prompt: &mut Prompt, given: &NewPlan) -> Result<Vec<Member>, Failure> {
    if !given.organisations.is_empty() {
        let members = given.organisations.iter().map(|text| member(text));
        return members.collect();
    }
    prompt.ask_several(
        &text("ask-organisation"),
        &text("ask-another-organisation"),
        member,
    )
}

fn coordinators(prompt: &mut Prompt, given: &NewPlan) -> Result<Vec<Keyholder>, Failure> {
    if !given.coordinators.is_empty() {
        return given.coordinators.iter().map(|path| card(path)).collect();
    }
    let read = |text: &str| card(Path::new(text));
    prompt.ask_several(
        &text("ask-coordinator"),
        &text("ask-another-coordinator"),
        read,
    )
}

/// Returns the number of cases that an annual release counted, if all who made it signed it.
fn total_of(folder: &Path) -> Result<u64, Failure> {
    let release = published_folder::read(folder).map_err(Failure::Folder)?;
    (release.plan().series == Series::Annual)
        .then(|| figure::total(&release))
        .ok_or_else(|| Failure::NotAnnual(folder.to_owned()))
}

fn member(text: &str) -> Result<Member, Failure> {
    let (name, path) = text.split_once('=').ok_or(Failure::NoMember)?;
    let root = read_root(Path::new(path.trim()))?;
    Ok(Member {
        organisation: name.trim().to_owned(),
        root,
    })
}

fn card(path: &Path) -> Result<Keyholder, Failure> {
    serde_json::from_slice(&read(path)?).map_err(|_| Failure::NoCard(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::render;
    use crate::release::document::Release;
    use crate::test_support::{Fixture, TempFolder, cases, day};

    #[test]
    fn the_tier_follows_a_year_that_all_signed_and_no_quarter() {
        let (mut fixture, temp) = (Fixture::new(1, 2), TempFolder::new());
        let year = fixture.release(&cases(400));
        let publish = |fixture: &Fixture, year: &Release, name: &str| {
            let (path, files) = (temp.0.join(name), render::files(year, &[], false).unwrap());
            for keys in &fixture.coordinators {
                published_folder::write(&path, &files, Some(keys)).unwrap();
            }
            path
        };
        let path = publish(&fixture, &year, "2025");
        assert_eq!(total_of(&path).ok(), Some(figure::total(&year)));
        fixture.plan = fixture.with(|plan| {
            (plan.series, plan.to) = (Series::Quarterly, day("2025-03-31"));
            plan.tables.truncate(2);
        });
        let quarter = publish(&fixture, &fixture.release(&cases(400)), "Q1");
        let refused = total_of(&quarter).unwrap_err().to_string();
        assert!(
            refused.contains("Q1 is not the release of a year; give the last annual one"),
            "{refused}"
        );
    }
}
