//! Which command does what.

use super::args::{Arguments, Command, KeyCommand, PlanCommand};
use super::context::Context;
use super::failure::Failure;
use super::files::write;
use super::messages::format;
use super::{contributions, findings, plan, release};
use crate::keyring::keys::Keys;
use crate::keyring::{fingerprint, passphrase, vault};
use sotto::day::Day;
use sotto::roster;
use sotto::signed::canonical;
use std::path::Path;

/// Runs a command. `now` is in seconds since the Unix epoch; `say` prints text as it is.
///
/// # Errors
///
/// Every failure names what to do next.
pub fn run(arguments: Arguments, now: u64, say: fn(&str)) -> Result<(), Failure> {
    let today = Day::of_unix(now).map_err(Failure::Clock)?;
    let context = Context {
        folder: arguments.folder,
        passphrase_file: arguments.passphrase_file,
        now,
        today,
        say,
    };
    match arguments.command {
        Command::Key(KeyCommand::New { id, card }) => new_key(&context, &id, &card),
        Command::Plan(PlanCommand::New(given)) => plan::new(&context, &given),
        Command::Plan(PlanCommand::Show { plan }) => plan::show(&context, &plan),
        Command::Plan(PlanCommand::Preview { plan, cases, out }) => {
            plan::preview(&context, &plan, cases, &out)
        }
        Command::Plan(PlanCommand::Sign { plan }) => plan::sign(&context, &plan),
        Command::Fetch(arguments) => contributions::fetch(&context, &arguments),
        Command::Collect(arguments) => contributions::collect(&context, &arguments),
        Command::Sum(arguments) => contributions::sum(&context, &arguments),
        Command::Release(arguments) => release::release(&context, &arguments),
        Command::Budget { plan } => findings::budget(&context, plan.as_deref()),
        Command::Audit { release, earlier } => findings::audit(&context, &release, &earlier),
    }
}

fn new_key(context: &Context, id: &str, card: &Path) -> Result<(), Failure> {
    if !roster::is_id(id) {
        return Err(Failure::Id);
    }
    let passphrase =
        passphrase::choose(context.passphrase_file.as_deref()).map_err(Failure::Passphrase)?;
    let keys = Keys::draw(id).map_err(Failure::Random)?;
    vault::make(&context.vault(), &passphrase, &keys).map_err(Failure::Vault)?;
    let public = canonical(&keys.card().ok_or(Failure::Id)?).map_err(Failure::Json)?;
    write(card, &public)?;
    let strength = passphrase::in_words(&passphrase);
    context.say_line(&format("key-passphrase", &[("strength", &strength)]));
    let fingerprint = fingerprint::fingerprint(&public);
    let made = [("id", id), ("fingerprint", &fingerprint)];
    context.say_line(&format("key-made", &made));
    Ok(())
}
