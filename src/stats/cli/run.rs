//! What each command does in this coordinator's folder.

use crate::cli::args::{
    Arguments, CollectArguments, Command, FetchArguments, KeyCommand, NewPlan, PlanCommand,
    ReleaseArguments, SumArguments,
};
use crate::cli::failure::Failure;
use crate::cli::files::{gather, read, read_root, replace, write, write_again};
use crate::cli::new_plan::Ask;
use crate::cli::summary::{all_but_numbers, budget_of, in_words};
use crate::collect::fetch::{Source, fetch};
use crate::collect::sum::{CollectError, Collected, collect, place};
use crate::keyring::keys::Keys;
use crate::keyring::{passphrase, vault, words};
use crate::ledger::file::Ledger;
use crate::ledger::tier::rho;
use crate::noise::SystemCoins;
use crate::publish::render;
use crate::publish::report;
use crate::release::figures::Release;
use crate::synthetic::preview;
use crate::verify::audit::{audit, spent_in};
use crate::verify::published_folder;
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::plan::{LIFETIME_RHO, Plan, SignedPlan};
use sotto::roster;
use sotto::signed::{Purpose, canonical};
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Runs a command; `now` in seconds since the Unix epoch.
pub fn run(arguments: Arguments, now: u64, say: fn(&str)) -> Result<(), Failure> {
    let Arguments {
        folder,
        passphrase_file,
        command,
    } = arguments;
    let today = Day::of_unix(now).map_err(Failure::Clock)?;
    let here = Here {
        folder,
        passphrase_file,
        today,
        say,
    };
    match command {
        Command::Key(KeyCommand::New { id, card }) => here.new_key(&id, &card),
        Command::Plan(PlanCommand::New(given)) => here.new_plan(&given),
        Command::Plan(PlanCommand::Show { plan }) => here.show_plan(&plan),
        Command::Plan(PlanCommand::Preview { plan, cases, out }) => {
            here.preview(&plan, cases, &out)
        }
        Command::Plan(PlanCommand::Sign { plan }) => here.sign_plan(&plan),
        Command::Fetch(arguments) => here.fetch(&arguments, now),
        Command::Collect(arguments) => here.collect(&arguments),
        Command::Sum(arguments) => here.sum(&arguments),
        Command::Release(arguments) => here.release(&arguments),
        Command::Budget { plan } => here.budget(plan.as_deref()),
        Command::Audit { release, earlier } => here.audit(&release, &earlier),
    }
}

/// This coordinator's folder.
struct Here {
    folder: PathBuf,
    passphrase_file: Option<PathBuf>,
    today: Day,
    say: fn(&str),
}

impl Here {
    fn say(&self, text: &str) -> Result<(), Failure> {
        (self.say)(text);
        Ok(())
    }

    fn keys(&self) -> Result<Keys, Failure> {
        let passphrase =
            passphrase::ask(self.passphrase_file.as_deref()).map_err(Failure::Passphrase)?;
        vault::unlock(&self.folder.join("vault.json"), &passphrase).map_err(Failure::Vault)
    }

    fn new_key(&self, id: &str, card: &Path) -> Result<(), Failure> {
        if !roster::is_id(id) {
            return Err(Failure::Id);
        }
        let passphrase =
            passphrase::choose(self.passphrase_file.as_deref()).map_err(Failure::Passphrase)?;
        let keys = Keys::draw(id).map_err(Failure::Random)?;
        vault::make(&self.folder.join("vault.json"), &passphrase, &keys).map_err(Failure::Vault)?;
        let public = canonical(&keys.card().ok_or(Failure::Id)?).map_err(Failure::Json)?;
        write(card, &public)?;
        self.say(&format!(
            "The passphrase is {}.\nKeys of {id} made. Compare aloud with whoever gets them: {}\n",
            passphrase::in_words(&passphrase),
            words::fingerprint(&public)
        ))
    }

    fn new_plan(&self, given: &NewPlan) -> Result<(), Failure> {
        let mut answers = io::stdin().lock();
        let mut ask = Ask {
            say: self.say,
            answers: &mut answers,
        };
        let signed = ask.plan(given)?;
        write(&given.out, &canonical(&signed).map_err(Failure::Json)?)?;
        self.say(&in_words(&signed.plan))?;
        self.say(&format!(
            "Plan written to {}; each coordinator signs it with `sotto-stats plan sign`.\n",
            given.out.display()
        ))
    }

    fn show_plan(&self, path: &Path) -> Result<(), Failure> {
        let signed = SignedPlan::read(&read(path)?).map_err(Failure::Plan)?;
        let all = signed.signatures.len();
        let by = signed.signatures.iter().flatten().count();
        self.say(&in_words(&signed.plan))?;
        self.say(&format!(
            "Signed by {by} of {all}. To compare aloud: {}\n",
            compared(&signed.plan)?
        ))
    }

    fn sign_plan(&self, path: &Path) -> Result<(), Failure> {
        let mut signed = SignedPlan::read(&read(path)?).map_err(Failure::Plan)?;
        let keys = self.keys()?;
        let place = place(&signed.plan, &keys).map_err(Failure::Collect)?;
        let message = canonical(&signed.plan).map_err(Failure::Json)?;
        if let Some(own) = signed.signatures.get_mut(place) {
            *own = Some(keys.sign(Purpose::Plan, &message));
        }
        replace(path, &canonical(&signed).map_err(Failure::Json)?)?;
        self.say(&in_words(&signed.plan))?;
        let (by, all) = (
            signed.signatures.iter().flatten().count(),
            signed.signatures.len(),
        );
        self.say(&format!(
            "Plan signed by {by} of {all}. To compare aloud: {}\n",
            compared(&signed.plan)?
        ))
    }

    fn preview(&self, path: &Path, cases: u64, out: &Path) -> Result<(), Failure> {
        let signed = SignedPlan::read(&read(path)?).map_err(Failure::Plan)?;
        let (release, earlier) = preview::preview(&signed.plan, cases, &mut SystemCoins::default())
            .map_err(Failure::Preview)?;
        let files = render::files(&release, &earlier, true).map_err(Failure::Publish)?;
        published_folder::write(out, &files, None).map_err(Failure::Folder)?;
        self.say(&format!(
            "{cases} made-up cases, published by this plan: {}\n",
            first_page(&release, out)
        ))
    }

    fn fetch(&self, arguments: &FetchArguments, now: u64) -> Result<(), Failure> {
        let source = Source {
            intake: &arguments.intake,
            proxy: arguments.proxy.as_deref(),
            root: read_root(&arguments.root)?,
        };
        let (all, new) =
            fetch(&source, &self.keys()?, now, &arguments.out).map_err(Failure::Fetch)?;
        self.say(&format!(
            "Contributions for this coordinator: {all}, new here: {new}, in {}\n",
            arguments.out.display()
        ))
    }

    fn collected(
        &self,
        arguments: &CollectArguments,
    ) -> Result<(SignedPlan, Keys, Collected), Failure> {
        let (signed, _) = verified(&arguments.plan)?;
        let files = gather(&arguments.came)?;
        let keys = self.keys()?;
        let collected = collect(&signed.plan, &keys, &files).map_err(Failure::Collect)?;
        Ok((signed, keys, collected))
    }

    fn collect(&self, arguments: &CollectArguments) -> Result<(), Failure> {
        let (signed, keys, collected) = self.collected(arguments)?;
        let ledger = Ledger::read(&self.folder, keys.verifying_key()).map_err(Failure::Ledger)?;
        self.say(&all_but_numbers(
            &signed.plan,
            &collected,
            &arguments.without,
            &ledger,
            self.today,
        ))
    }

    fn sum(&self, arguments: &SumArguments) -> Result<(), Failure> {
        let what = &arguments.what;
        let (signed, keys, collected) = self.collected(what)?;
        let Some(out) = arguments.out.as_deref().filter(|_| !arguments.dry_run) else {
            return self.collect(what);
        };
        let summed = collected
            .sum(&signed.plan, &what.without)
            .map_err(Failure::Collect)?;
        if signed.plan.coordinators.len() > 1 {
            let theirs = arguments.words.as_deref().ok_or(Failure::NoWords)?;
            let same = theirs
                .split_whitespace()
                .eq(collected.words(&what.without).split_whitespace());
            same.then_some(())
                .ok_or(Failure::Collect(CollectError::OtherWords))?;
        }
        let place = place(&signed.plan, &keys).map_err(Failure::Collect)?;
        let mut ledger =
            Ledger::hold(&self.folder, keys.verifying_key()).map_err(Failure::Ledger)?;
        let half = ledger
            .half(
                &signed,
                &keys,
                place,
                &summed,
                self.today,
                &mut SystemCoins::default(),
            )
            .map_err(Failure::Ledger)?;
        write_again(out, &canonical(&half).map_err(Failure::Json)?)?;
        self.say(&format!(
            "Contributions of {} summed, noise added: {}\nGive this file to the other coordinator, and to nobody else. {}\n",
            summed.contributors.join(", "),
            out.display(),
            budget_of(&ledger, &signed.plan)
        ))
    }

    fn release(&self, arguments: &ReleaseArguments) -> Result<(), Failure> {
        let (signed, digest) = verified(&arguments.plan)?;
        let keys = self.keys()?;
        let ledger = Ledger::read(&self.folder, keys.verifying_key()).map_err(Failure::Ledger)?;
        let own = ledger.drawn(&digest).ok_or(Failure::NotSummed)?;
        let mut halves = vec![(keys.id.clone(), canonical(&own).map_err(Failure::Json)?)];
        for path in &arguments.halves {
            halves.push((path.display().to_string(), read(path)?));
        }
        let kept = self.folder.join("halves").join(digest.to_string());
        if arguments.halves.is_empty() {
            halves.extend(self.kept_halves(&kept)?);
        }
        let release = Release::of(&signed.plan, &halves).map_err(Failure::Release)?;
        let earlier: Result<Vec<_>, _> = arguments
            .earlier
            .iter()
            .map(|folder| published_folder::read(folder))
            .collect();
        let earlier = earlier.map_err(Failure::Folder)?;
        let files = render::files(&release, &earlier, false).map_err(Failure::Publish)?;
        let Some(out) = arguments.out.as_deref().filter(|_| !arguments.dry_run) else {
            let names: Vec<&str> = files.keys().map(String::as_str).collect();
            return self.say(&format!(
                "{}The halves belong together. These files would be written:\n  {}\nNothing was written.\n",
                in_words(&signed.plan),
                names.join("\n  ")
            ));
        };
        keep_halves(&kept, &release, &halves)?;
        published_folder::write(out, &files, Some(&keys)).map_err(Failure::Folder)?;
        self.say(&format!(
            "Released, and signed by {}: {}\n",
            keys.id,
            first_page(&release, out)
        ))
    }

    /// The halves that this plan was released from before: the same release comes out again.
    fn kept_halves(&self, kept: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        if kept.is_dir() {
            gather(&[kept.to_owned()])
        } else {
            Ok(Vec::new())
        }
    }

    fn budget(&self, plan: Option<&Path>) -> Result<(), Failure> {
        let keys = self.keys()?;
        let ledger = Ledger::read(&self.folder, keys.verifying_key()).map_err(Failure::Ledger)?;
        let mut text = format!(
            "A case has rho {} for its whole life. So far:\n",
            rho(LIFETIME_RHO)
        );
        for line in ledger.chain() {
            let spent = ledger.spent(&line.entry.plan.plan) + line.entry.plan.plan.rho();
            let left = LIFETIME_RHO.saturating_sub(spent);
            let _ = writeln!(
                text,
                "  {}; left for these days: {}",
                spent_in(&line),
                rho(left)
            );
        }
        if ledger.chain().is_empty() {
            text.push_str("  nothing was released.\n");
        }
        if let Some(path) = plan {
            let signed = SignedPlan::read(&read(path)?).map_err(Failure::Plan)?;
            let _ = writeln!(text, "{}", budget_of(&ledger, &signed.plan));
        }
        self.say(&text)
    }

    fn audit(&self, release: &Path, earlier: &[PathBuf]) -> Result<(), Failure> {
        self.say(&audit(release, earlier).map_err(Failure::Audit)?)
    }
}

/// A plan that all its coordinators signed, and its digest.
fn verified(path: &Path) -> Result<(SignedPlan, Hex<32>), Failure> {
    let bytes = read(path)?;
    let plan = SignedPlan::verify(&bytes).map_err(Failure::Plan)?;
    let signed = SignedPlan::read(&bytes).map_err(Failure::Plan)?;
    Ok((signed, plan.digest().map_err(Failure::Plan)?))
}

fn compared(plan: &Plan) -> Result<String, Failure> {
    Ok(words::fingerprint(&canonical(plan).map_err(Failure::Json)?))
}

fn first_page(release: &Release, out: &Path) -> String {
    let language = release.plan().languages.first();
    let page = language.map_or_else(String::new, |language| report::file(*language));
    out.join(page).display().to_string()
}

/// Keeps what was released from. A coordinator who gives another half for the same plan drew noise twice.
fn keep_halves(
    kept: &Path,
    release: &Release,
    halves: &[(String, Vec<u8>)],
) -> Result<(), Failure> {
    for ((name, bytes), coordinator) in release
        .halves_in_order(halves)
        .zip(&release.plan().coordinators)
    {
        let path = kept.join(&coordinator.id);
        match fs::read(&path) {
            Ok(old) if old != *bytes => {
                return Err(Failure::OtherHalf(name.clone(), coordinator.id.clone()));
            }
            Ok(_) => {}
            Err(_) => replace(&path, bytes)?,
        }
    }
    Ok(())
}
