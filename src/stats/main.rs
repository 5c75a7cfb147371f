//! `sotto-stats`: two coordinators turn sealed shares into one protected table. Neither ever sees a true count.
//!
//! Commands, and the only file that prints.

#[path = "../keyring/mod.rs"]
#[cfg_attr(not(test), expect(dead_code, reason = "the desk needs more of it"))]
mod keyring;
mod ledger;
mod noise;
mod release;
mod shares;

use clap::{Parser, Subcommand};
use keyring::NoRandomness;
use keyring::file::write_new;
use keyring::keys::Keys;
use keyring::passphrase::{self, NoPassphrase};
use keyring::vault::{self, VaultError};
use keyring::words;
use ledger::LedgerError;
use noise::SystemCoins;
use release::ReleaseError;
use shares::ShareError;
use sotto::code::{Dimension, LISTS};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::plan::{self, Plan, PlanError, SignedPlan, Table};
use sotto::roster::{self, Keyholder, Roster, RosterError};
use sotto::signed::{Purpose, VerifyingKey, canonical};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Sums sealed shares, adds noise, and releases tables that point at no one.
#[derive(Parser)]
#[command(name = "sotto-stats", version)]
struct Arguments {
    /// Where this coordinator's vault and ledger are.
    #[arg(
        long,
        global = true,
        env = "SOTTO_STATS",
        default_value = "sotto-stats"
    )]
    folder: PathBuf,
    /// A file with the passphrase, readable by its owner alone; without, it is asked for.
    #[arg(long, global = true, env = "SOTTO_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// This coordinator's keys.
    #[command(subcommand)]
    Key(KeyCommand),
    /// What will be released.
    #[command(subcommand)]
    Plan(PlanCommand),
    /// Sum the shares sealed to this coordinator and add noise, once: one half of the release.
    Sum {
        plan: PathBuf,
        /// Each organisation's contribution to this coordinator.
        #[arg(required = true)]
        contributions: Vec<PathBuf>,
        /// The folder of the organisation's roster.json and roster.sig.
        #[arg(long)]
        roster: PathBuf,
        /// The organisation's root key: a file of 64 hexadecimal digits.
        #[arg(long)]
        root: PathBuf,
        /// Where this half goes, for the other coordinator.
        #[arg(long)]
        out: PathBuf,
    },
    /// Put both halves together, and print the protected table.
    Release {
        plan: PathBuf,
        one: PathBuf,
        other: PathBuf,
    },
}

#[derive(Subcommand)]
enum KeyCommand {
    /// Draw new keys and put them into a new vault.
    New {
        /// A short name: a-z, 0-9 and -.
        #[arg(long)]
        id: String,
        /// Where to write the card for the holder of the root key.
        #[arg(long)]
        card: PathBuf,
    },
}

#[derive(Subcommand)]
enum PlanCommand {
    /// Write a plan: what will be released for a period. Both coordinators sign it.
    New {
        /// What the release is called.
        #[arg(long)]
        title: String,
        /// The first day on which a counted case may have been closed.
        #[arg(long)]
        from: Day,
        /// The last one.
        #[arg(long)]
        to: Day,
        /// A coordinator's card; twice.
        #[arg(long = "coordinator", required = true)]
        coordinators: Vec<PathBuf>,
        /// Mark it as a demonstration: it may be contributed to at once.
        #[arg(long)]
        demo: bool,
        /// The plan's file.
        #[arg(long)]
        out: PathBuf,
    },
    /// Sign a plan.
    Sign { plan: PathBuf },
}

/// Why a command failed, and what to do.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Passphrase(NoPassphrase),
    #[error("{0}")]
    Vault(VaultError),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("{0}")]
    Plan(PlanError),
    #[error("{0}")]
    Roster(RosterError),
    #[error("{0}")]
    Share(ShareError),
    #[error("{0}")]
    Ledger(LedgerError),
    #[error("{0}")]
    Release(ReleaseError),
    #[error("an id is 1 to 32 of a-z, 0-9 and -")]
    Id,
    #[error("a plan has two coordinators; give --coordinator twice")]
    Two,
    #[error("{path} is no card; make it with `sotto-stats key new`", path = .0.display())]
    NoCard(PathBuf),
    #[error("{path} holds no root key: 64 hexadecimal digits", path = .0.display())]
    NoRoot(PathBuf),
    #[error("these keys are not those of a coordinator of this plan; nothing was signed")]
    Stranger,
    #[error("cannot read {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let here = Here {
        folder: arguments.folder,
        passphrase_file: arguments.passphrase_file,
    };
    match here.run(arguments.command) {
        Ok(text) => say(&text),
        Err(failure) => complain(&failure),
    }
}

fn say(text: &str) -> ExitCode {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    ExitCode::SUCCESS
}

#[expect(
    clippy::print_stderr,
    reason = "the one line that says what went wrong"
)]
fn complain(failure: &Failure) -> ExitCode {
    eprintln!("sotto-stats: {failure}.");
    ExitCode::FAILURE
}

/// This coordinator's folder.
struct Here {
    folder: PathBuf,
    passphrase_file: Option<PathBuf>,
}

impl Here {
    fn run(&self, command: Command) -> Result<String, Failure> {
        match command {
            Command::Key(KeyCommand::New { id, card }) => self.new_key(&id, &card),
            Command::Plan(PlanCommand::New {
                title,
                from,
                to,
                coordinators,
                demo,
                out,
            }) => new_plan(title, from, to, &coordinators, demo, &out),
            Command::Plan(PlanCommand::Sign { plan }) => self.sign_plan(&plan),
            Command::Sum {
                plan,
                contributions,
                roster,
                root,
                out,
            } => self.sum(&plan, &contributions, &roster, &root, &out),
            Command::Release { plan, one, other } => release(&plan, &one, &other),
        }
    }

    fn keys(&self) -> Result<Keys, Failure> {
        let passphrase =
            passphrase::ask(self.passphrase_file.as_deref()).map_err(Failure::Passphrase)?;
        vault::unlock(&self.folder.join("vault.json"), &passphrase).map_err(Failure::Vault)
    }

    fn new_key(&self, id: &str, card: &Path) -> Result<String, Failure> {
        if !roster::is_id(id) {
            return Err(Failure::Id);
        }
        let passphrase =
            passphrase::choose(self.passphrase_file.as_deref()).map_err(Failure::Passphrase)?;
        let keys = Keys::draw(id).map_err(Failure::Random)?;
        vault::make(&self.folder.join("vault.json"), &passphrase, &keys).map_err(Failure::Vault)?;
        let public = canonical(&keys.card().ok_or(Failure::Id)?).map_err(Failure::Json)?;
        write(card, &public)?;
        Ok(format!(
            "The passphrase is {}.\nKeys of {id} made. Compare aloud with whoever gets them: {}\n",
            passphrase::in_words(&passphrase),
            words::fingerprint(&public)
        ))
    }

    fn sign_plan(&self, path: &Path) -> Result<String, Failure> {
        let mut signed = SignedPlan::read(&read(path)?).map_err(Failure::Plan)?;
        let keys = self.keys()?;
        let place = signed
            .plan
            .coordinators
            .iter()
            .position(|key| *key == keys.verifying_key())
            .ok_or(Failure::Stranger)?;
        let signature = keys.sign(
            Purpose::Plan,
            &canonical(&signed.plan).map_err(Failure::Json)?,
        );
        if let Some(own) = signed.signatures.get_mut(place) {
            *own = Some(signature);
        }
        let bytes = canonical(&signed).map_err(Failure::Json)?;
        fs::write(path, bytes).map_err(|error| Failure::Write(path.to_owned(), error))?;
        Ok(format!(
            "Plan signed by {} of 2.\n",
            signed.signatures.iter().flatten().count()
        ))
    }

    fn sum(
        &self,
        plan: &Path,
        contributions: &[PathBuf],
        roster: &Path,
        root: &Path,
        out: &Path,
    ) -> Result<String, Failure> {
        let plan = SignedPlan::verify(&read(plan)?).map_err(Failure::Plan)?;
        let roster = read_roster(roster, root)?;
        let files = contributions
            .iter()
            .map(|path| Ok((path.display().to_string(), read(path)?)))
            .collect::<Result<Vec<_>, Failure>>()?;
        let keys = self.keys()?;
        let summed = shares::sum(&plan, &roster, &keys, &files).map_err(Failure::Share)?;
        let half = ledger::half(
            &self.folder.join("ledger"),
            &plan,
            &keys,
            &summed,
            &mut SystemCoins::default(),
        )
        .map_err(Failure::Ledger)?;
        write_again(out, &canonical(&half).map_err(Failure::Json)?)?;
        Ok(format!(
            "{} contributions summed, noise added: {}\n",
            files.len(),
            out.display()
        ))
    }
}

fn new_plan(
    title: String,
    from: Day,
    to: Day,
    cards: &[PathBuf],
    demo: bool,
    out: &Path,
) -> Result<String, Failure> {
    let cards = cards
        .iter()
        .map(|path| serde_json::from_slice(&read(path)?).map_err(|_| Failure::NoCard(path.clone())))
        .collect::<Result<Vec<Keyholder>, _>>()?;
    let [one, other] = cards.as_slice() else {
        return Err(Failure::Two);
    };
    let tables = vec![Table {
        dimensions: vec![Dimension::Kind],
        rho: 25,
    }];
    let coordinators = [one.verifying_key, other.verifying_key];
    let plan = Plan {
        format: plan::FORMAT.to_owned(),
        lists: LISTS.to_owned(),
        demo,
        title,
        from,
        to,
        tables,
        coordinators,
    };
    let bytes = canonical(&SignedPlan {
        plan,
        signatures: [None, None],
    })
    .map_err(Failure::Json)?;
    SignedPlan::read(&bytes).map_err(Failure::Plan)?;
    write(out, &bytes)?;
    Ok(format!(
        "Plan written to {}; each coordinator signs it with `plan sign`.\n",
        out.display()
    ))
}

fn release(plan: &Path, one: &Path, other: &Path) -> Result<String, Failure> {
    let plan = SignedPlan::verify(&read(plan)?).map_err(Failure::Plan)?;
    let half = |path: &Path| Ok((path.display().to_string(), read(path)?));
    let tables = release::release(&plan, [half(one)?, half(other)?]).map_err(Failure::Release)?;
    Ok(release::as_text(&plan, &tables))
}

fn read_roster(folder: &Path, root: &Path) -> Result<Roster, Failure> {
    let root_text = String::from_utf8_lossy(&read(root)?).into_owned();
    let root = VerifyingKey::parse(&root_text).map_err(|_| Failure::NoRoot(root.to_owned()))?;
    let signature = String::from_utf8_lossy(&read(&folder.join("roster.sig"))?).into_owned();
    let signature =
        Hex::parse(signature.trim_end()).ok_or(Failure::Roster(RosterError::Signature))?;
    Roster::verify(&read(&folder.join("roster.json"))?, &signature, &root).map_err(Failure::Roster)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::Read(path.to_owned(), error))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_new(path, bytes).map_err(|error| Failure::Write(path.to_owned(), error))
}

/// Writes a file that may stand there already, if it stands there as it is.
fn write_again(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        Ok(())
    } else {
        write(path, bytes)
    }
}
