//! What each command does in this coordinator's folder.

use super::ask::Ask;
use super::audit::{AuditError, audit, spent_in};
use super::chain::SignedEntry;
use super::collect::{CollectError, Collected, collect, place};
use super::commands::{
    Arguments, CollectArguments, Command, FetchArguments, KeyCommand, NewPlan, PlanCommand,
    ReleaseArguments, SumArguments,
};
use super::fetch::{FetchError, Source, fetch};
use super::folder::{self, FolderError};
use super::keyring::NoRandomness;
use super::keyring::file::write_new;
use super::keyring::keys::Keys;
use super::keyring::passphrase::{self, NoPassphrase};
use super::keyring::vault::{self, VaultError};
use super::keyring::words;
use super::ledger::{Ledger, LedgerError};
use super::noise::SystemCoins;
use super::publish::{self, PublishError};
use super::release::{Release, ReleaseError};
use super::synthetic::{self, NoPreview};
use super::tier::{self, TooFewForQuarters, rho};
use sotto::code::NotInList;
use sotto::day::{Day, NotADay};
use sotto::plan::{LIFETIME_RHO, Plan, PlanError, SignedPlan};
use sotto::roster;
use sotto::signed::{Purpose, VerifyingKey, canonical};
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why a command failed, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Passphrase(NoPassphrase),
    #[error("{0}")]
    Vault(VaultError),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("{0}")]
    Plan(PlanError),
    #[error("{0}")]
    Tier(TooFewForQuarters),
    #[error("{0}")]
    Collect(CollectError),
    #[error("{0}")]
    Fetch(FetchError),
    #[error("{0}")]
    Ledger(LedgerError),
    #[error("{0}")]
    Release(ReleaseError),
    #[error("{0}")]
    Publish(PublishError),
    #[error("{0}")]
    Folder(FolderError),
    #[error("{0}")]
    Audit(AuditError),
    #[error("{0}")]
    Preview(NoPreview),
    #[error("{0}")]
    List(NotInList),
    #[error("this machine's clock is beyond all days; set it right")]
    Clock(NotADay),
    #[error("an id is 1 to 32 of a-z, 0-9 and -")]
    Id,
    #[error(
        "something was asked, and there was no answer; give it as an option, which --help shows"
    )]
    NoAnswer,
    #[error("write a number")]
    NoNumber,
    #[error("write yes or no")]
    YesOrNo,
    #[error("write a year, such as 2026, or a quarter, such as 2026-Q3")]
    NoPeriod,
    #[error("write the organisation's name, =, and the file of its root key: Helpline=root.pub")]
    NoMember,
    #[error("{path} is no release of a year; give the last annual one, or what it counted with --total", path = .0.display())]
    NotAnnual(PathBuf),
    #[error("{path} is no card; make it with `sotto-stats key new`", path = .0.display())]
    NoCard(PathBuf),
    #[error("{path} holds no root key: 64 hexadecimal digits", path = .0.display())]
    NoRoot(PathBuf),
    #[error(
        "ask the other coordinator for the words that their `sotto-stats collect` shows, and give them with --words: noise is drawn once, for one set of contributions. Nothing was spent"
    )]
    NoWords,
    #[error("no noise was drawn for this plan yet; run `sotto-stats sum` first")]
    NotSummed,
    #[error(
        "{0} is another half of {1} than this plan was released from: noise is drawn once; ask {1} why there are two. Nothing was written"
    )]
    OtherHalf(String, String),
    #[error("cannot read {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
}

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
        let bytes = canonical(&signed).map_err(Failure::Json)?;
        fs::write(path, bytes).map_err(|error| Failure::Write(path.to_owned(), error))?;
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
        let (release, earlier) =
            synthetic::preview(&signed.plan, cases, &mut SystemCoins::default())
                .map_err(Failure::Preview)?;
        let files = publish::files(&release, &earlier, true).map_err(Failure::Publish)?;
        folder::write(out, &files, None).map_err(Failure::Folder)?;
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
            .map(|folder| folder::read(folder))
            .collect();
        let earlier = earlier.map_err(Failure::Folder)?;
        let files = publish::files(&release, &earlier, false).map_err(Failure::Publish)?;
        let Some(out) = arguments.out.as_deref().filter(|_| !arguments.dry_run) else {
            let names: Vec<&str> = files.keys().map(String::as_str).collect();
            return self.say(&format!(
                "{}The halves belong together. These files would be written:\n  {}\nNothing was written.\n",
                in_words(&signed.plan),
                names.join("\n  ")
            ));
        };
        keep_halves(&kept, &release, &halves)?;
        folder::write(out, &files, Some(&keys)).map_err(Failure::Folder)?;
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
fn verified(path: &Path) -> Result<(SignedPlan, sotto::hex::Hex<32>), Failure> {
    let bytes = read(path)?;
    let plan = SignedPlan::verify(&bytes).map_err(Failure::Plan)?;
    let signed = SignedPlan::read(&bytes).map_err(Failure::Plan)?;
    Ok((signed, plan.digest().map_err(Failure::Plan)?))
}

fn compared(plan: &Plan) -> Result<String, Failure> {
    Ok(words::fingerprint(&canonical(plan).map_err(Failure::Json)?))
}

/// The plan as its coordinators should know it before they sign.
fn in_words(plan: &Plan) -> String {
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

/// Who contributed, what is wrong, what will be done and what it spends: everything but the numbers, which nobody knows.
fn all_but_numbers(
    plan: &Plan,
    collected: &Collected,
    without: &[String],
    ledger: &Ledger,
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
    }
    let _ = writeln!(text, "{}", budget_of(ledger, plan));
    text
}

fn drawn_before(ledger: &Ledger, plan: &Plan) -> Option<SignedEntry> {
    ledger.drawn(&plan.digest().ok()?)?.ledger.pop()
}

fn budget_of(ledger: &Ledger, plan: &Plan) -> String {
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

fn first_page(release: &Release, out: &Path) -> String {
    let language = release.plan().languages.first();
    let page = language.map_or_else(String::new, |language| publish::page_of(*language));
    out.join(page).display().to_string()
}

/// Files, and those directly in the folders that are given; hidden ones left out.
fn gather(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let mut inside = vec![path.clone()];
        if path.is_dir() {
            let failed = |error| Failure::Read(path.clone(), error);
            let entries: Result<Vec<_>, _> = fs::read_dir(path).map_err(failed)?.collect();
            inside = entries
                .map_err(failed)?
                .into_iter()
                .map(|entry| entry.path())
                .collect();
            inside.retain(|path| {
                path.is_file()
                    && !path
                        .file_name()
                        .is_some_and(|name| name.to_string_lossy().starts_with('.'))
            });
            inside.sort();
        }
        for path in inside {
            files.push((path.display().to_string(), read(&path)?));
        }
    }
    Ok(files)
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
            Err(_) => write(&path, bytes)?,
        }
    }
    Ok(())
}

/// A root key, from the file that holds it.
pub fn read_root(path: &Path) -> Result<VerifyingKey, Failure> {
    let text = String::from_utf8_lossy(&read(path)?).into_owned();
    VerifyingKey::parse(&text).map_err(|_| Failure::NoRoot(path.to_owned()))
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::Read(path.to_owned(), error))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_new(path, bytes).map_err(|error| Failure::Write(path.to_owned(), error))
}

/// Writes a file that may stand there already, if it stands there as it is. Whole or not at all.
fn write_again(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let failed = |error| Failure::Write(path.to_owned(), error);
    if path.exists() {
        return Err(failed(io::ErrorKind::AlreadyExists.into()));
    }
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    // What is left of a run that was interrupted.
    if unfinished.exists() {
        fs::remove_file(&unfinished).map_err(failed)?;
    }
    write(&unfinished, bytes)?;
    fs::rename(&unfinished, path).map_err(failed)
}
