//! Plans: made, shown, tried out on made-up cases, and signed.

use super::args::NewPlan;
use super::context::Context;
use super::failure::Failure;
use super::files::{read, replace, write};
use super::messages::format;
use super::new_plan::new_plan;
use super::questions::Ask;
use super::summary::{first_page, plan_in_words};
use crate::collect::sum::place;
use crate::keyring::fingerprint;
use crate::messages::Value;
use crate::noise::SystemRandom;
use crate::publish::render;
use crate::synthetic::preview::preview as made_up;
use crate::verify::published_folder;
use sotto::hex::Hex;
use sotto::plan::SignedPlan;
use sotto::signed::{Purpose, canonical};
use std::io;
use std::path::Path;

/// Writes a plan; asks for what was not given.
pub fn new(context: &Context, given: &NewPlan) -> Result<(), Failure> {
    let mut answers = io::stdin().lock();
    let mut ask = Ask {
        say: context.say,
        answers: &mut answers,
    };
    let signed = new_plan(&mut ask, given)?;
    write(&given.out, &canonical(&signed).map_err(Failure::Json)?)?;
    (context.say)(&plan_in_words(&signed.plan));
    let file = given.out.display().to_string();
    context.say_line(&format("plan-written", &[("file", &file)]));
    Ok(())
}

/// Says what a plan will show, and who signed it.
pub fn show(context: &Context, path: &Path) -> Result<(), Failure> {
    let signed = SignedPlan::read(&read(path)?).map_err(Failure::Plan)?;
    say_signatures(context, "plan-signatures", &signed)
}

/// Signs a plan with this coordinator's key.
pub fn sign(context: &Context, path: &Path) -> Result<(), Failure> {
    let mut signed = SignedPlan::read(&read(path)?).map_err(Failure::Plan)?;
    let keys = context.keys()?;
    let place = place(&signed.plan, &keys).map_err(Failure::Collect)?;
    let message = canonical(&signed.plan).map_err(Failure::Json)?;
    if let Some(own) = signed.signatures.get_mut(place) {
        *own = Some(keys.sign(Purpose::Plan, &message));
    }
    replace(path, &canonical(&signed).map_err(Failure::Json)?)?;
    say_signatures(context, "plan-signed", &signed)
}

fn say_signatures(context: &Context, id: &str, signed: &SignedPlan) -> Result<(), Failure> {
    (context.say)(&plan_in_words(&signed.plan));
    let fingerprint = fingerprint::fingerprint(&canonical(&signed.plan).map_err(Failure::Json)?);
    let values = [
        (
            "by",
            Value::from(signed.signatures.iter().flatten().count()),
        ),
        ("all", signed.signatures.len().into()),
        ("fingerprint", fingerprint.into()),
    ];
    context.say_line(&format(id, &values));
    Ok(())
}

/// Publishes made-up cases by a plan, into a folder of its own.
pub fn preview(context: &Context, path: &Path, cases: u64, out: &Path) -> Result<(), Failure> {
    let signed = SignedPlan::read(&read(path)?).map_err(Failure::Plan)?;
    let (release, earlier) =
        made_up(&signed.plan, cases, &mut SystemRandom::default()).map_err(Failure::Preview)?;
    let files = render::files(&release, &earlier, true).map_err(Failure::Publish)?;
    published_folder::write(out, &files, None).map_err(Failure::Folder)?;
    let page = first_page(&release, out);
    let values = [("cases", Value::from(cases)), ("page", page.into())];
    context.say_line(&format("plan-preview", &values));
    Ok(())
}

/// Reads a plan that all its coordinators signed. Returns it with its digest.
pub fn verified(path: &Path) -> Result<(SignedPlan, Hex<32>), Failure> {
    let bytes = read(path)?;
    let plan = SignedPlan::verify(&bytes).map_err(Failure::Plan)?;
    let signed = SignedPlan::read(&bytes).map_err(Failure::Plan)?;
    Ok((signed, plan.digest().map_err(Failure::Plan)?))
}
