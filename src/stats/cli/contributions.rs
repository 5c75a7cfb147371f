//! What organisations contributed: fetched, looked at, and summed.

use super::args::{CollectArguments, FetchArguments, SumArguments};
use super::context::Context;
use super::failure::Failure;
use super::files::{gather, read_root, write_again};
use super::messages::format;
use super::plan::verified;
use super::summary::{all_but_numbers, budget_of};
use crate::collect::fetch::{Source, fetch as fetch_from};
use crate::collect::sum::{CollectError, Collected, Summed, collect as collected_from, place};
use crate::keyring::keys::Keys;
use crate::ledger::file::Ledger;
use crate::messages::Value;
use crate::noise::SystemRandom;
use sotto::plan::SignedPlan;
use sotto::signed::canonical;
use std::path::Path;

/// Fetches what is sealed to this coordinator from an organisation's intake, into a folder.
pub fn fetch(context: &Context, arguments: &FetchArguments) -> Result<(), Failure> {
    let source = Source {
        intake: &arguments.intake,
        proxy: arguments.proxy.as_deref(),
        root: read_root(&arguments.root)?,
    };
    let (all, new) = fetch_from(&source, &context.keys()?, context.now, &arguments.out)
        .map_err(Failure::Fetch)?;
    let values = [
        ("all", Value::from(all)),
        ("new", new.into()),
        ("folder", arguments.out.display().to_string().into()),
    ];
    context.say_line(&format("fetched", &values));
    Ok(())
}

/// Says who contributed and what is wrong with which file. Changes nothing.
pub fn collect(context: &Context, arguments: &CollectArguments) -> Result<(), Failure> {
    let (signed, keys, collected) = collected(context, arguments)?;
    let ledger = context.ledger(&keys)?;
    (context.say)(&all_but_numbers(
        &signed.plan,
        &collected,
        &arguments.without,
        &ledger,
        context.today,
    ));
    Ok(())
}

fn collected(
    context: &Context,
    arguments: &CollectArguments,
) -> Result<(SignedPlan, Keys, Collected), Failure> {
    let (signed, _) = verified(&arguments.plan)?;
    let files = gather(&arguments.came)?;
    let keys = context.keys()?;
    let collected = collected_from(&signed.plan, &keys, &files).map_err(Failure::Collect)?;
    Ok((signed, keys, collected))
}

/// Sums the shares that are sealed to this coordinator, adds noise, and writes their half. A dry run says what `collect` says.
pub fn sum(context: &Context, arguments: &SumArguments) -> Result<(), Failure> {
    let what = &arguments.what;
    let (signed, keys, collected) = collected(context, what)?;
    let Some(out) = arguments.out.as_deref().filter(|_| !arguments.dry_run) else {
        return collect(context, what);
    };
    let summed = collected
        .sum(&signed.plan, &what.without)
        .map_err(Failure::Collect)?;
    if signed.plan.coordinators.len() > 1 {
        compare(&collected, arguments)?;
    }
    let ledger = draw(context, &signed, &keys, &summed, out)?;
    let (names, file) = (summed.contributors.join(", "), out.display().to_string());
    context.say_line(&format("summed", &[("names", &names), ("file", &file)]));
    let budget = budget_of(&ledger, &signed.plan);
    context.say_line(&format("summed-next", &[("budget", &budget)]));
    Ok(())
}

/// Checks that the other coordinator has the same contributions.
fn compare(collected: &Collected, arguments: &SumArguments) -> Result<(), Failure> {
    let theirs = arguments.words.as_deref().ok_or(Failure::NoWords)?;
    let own = collected.words(&arguments.what.without);
    let same = theirs.split_whitespace().eq(own.split_whitespace());
    same.then_some(())
        .ok_or(Failure::Collect(CollectError::OtherWords))
}

/// Draws noise, or takes what was drawn before, and writes the half. Returns the ledger in which it stands.
fn draw(
    context: &Context,
    signed: &SignedPlan,
    keys: &Keys,
    summed: &Summed,
    out: &Path,
) -> Result<Ledger, Failure> {
    let place = place(&signed.plan, keys).map_err(Failure::Collect)?;
    let mut ledger =
        Ledger::hold(&context.folder, keys.verifying_key()).map_err(Failure::Ledger)?;
    let random = &mut SystemRandom::default();
    let half = ledger
        .half(signed, keys, place, summed, context.today, random)
        .map_err(Failure::Ledger)?;
    write_again(out, &canonical(&half).map_err(Failure::Json)?)?;
    Ok(ledger)
}
