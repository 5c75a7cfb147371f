//! What was drawn and released, and the budget it spent: an append-only file of signed lines, each naming the one before.
//!
//! Noise is drawn once for a plan. The same contributions reprint what stands here; others are refused, since a second
//! draw over other cases would be a second release. The file is replaced whole, so that no crash leaves half a line.

use crate::collect::share::Noised;
use crate::collect::sum::Summed;
use crate::keyring::NoRandomness;
use crate::keyring::file::make_folder;
use crate::keyring::keys::Keys;
use crate::ledger::entry::{self, Entry, SignedEntry};
use crate::noise::Coins;
use serde::{Deserialize, Serialize};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::plan::{LIFETIME_RHO, Plan, PlanError, Series, SignedPlan};
use sotto::signed::{Purpose, VerifyingKey, canonical, from_canonical};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// One coordinator's half of a release: their ledger up to it, and summed shares with noise. Alone it says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Half {
    /// Everything that this coordinator ever drew; this half last.
    pub ledger: Vec<SignedEntry>,
    /// Sum of shares and noise, modulo 2⁶⁴.
    pub values: Noised,
}

/// A line of the ledger's file: the entry, and what is its coordinator's alone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    signed: SignedEntry,
    values: Noised,
}

/// Why nothing was drawn, and what to do. Nothing was spent.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("cannot read the ledger {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write the ledger {path}: {1}; nothing was drawn", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("the ledger was changed after it was signed, in line {0}; restore it from its backup")]
    Broken(usize),
    #[error(
        "noise was drawn for this plan already, from other contributions, and its budget is spent: {0}. Sum the same ones again to have the same numbers; what came late counts in the next period"
    )]
    Spent(String),
    #[error(
        "these organisations' {1} numbers for these days are released already, as {0}: they stay as they are. What was not counted there counts in the next period"
    )]
    Repeated(String, Series),
    #[error(
        "the budget does not reach: releases of these organisations for these days have spent rho {spent} of 0.125, and this plan would spend {wanted}. Nothing more can be released of them; plan other days, or fewer tables"
    )]
    Exhausted { spent: String, wanted: String },
    #[error(
        "the plan's period ends on {to}, and this machine says that today is {today}; release after it, or set the clock right"
    )]
    NotOver { to: Day, today: Day },
    #[error(
        "the ledger's last line is of {0}, and this machine says that today is {1}; set the clock right"
    )]
    Clock(Day, Day),
    #[error("{0}")]
    Plan(PlanError),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
}

/// One coordinator's ledger, held open by one program at a time.
pub struct Ledger {
    path: PathBuf,
    lines: Vec<Line>,
    _held: Option<File>,
}

impl Ledger {
    /// Reads it and checks every line. It is not held: others may add to it.
    pub fn read(folder: &Path, key: VerifyingKey) -> Result<Self, LedgerError> {
        let path = folder.join("ledger");
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(LedgerError::Read(path, error)),
        };
        let mut lines = Vec::new();
        for (number, text) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let line: Option<Line> = text.strip_suffix(b"\n").and_then(from_canonical);
            let whole = |line: &Line| line.values.digest() == line.signed.entry.values;
            lines.push(line.filter(whole).ok_or(LedgerError::Broken(number + 1))?);
        }
        let ledger = Self {
            path,
            lines,
            _held: None,
        };
        entry::check(&ledger.chain(), &key).map_err(LedgerError::Broken)?;
        Ok(ledger)
    }

    /// The same, held until it is dropped: nobody else draws meanwhile.
    pub fn hold(folder: &Path, key: VerifyingKey) -> Result<Self, LedgerError> {
        let path = folder.join("ledger.lock");
        let lock = || {
            make_folder(folder)?;
            let file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .mode(0o600)
                .open(&path)?;
            file.lock().map(|()| file)
        };
        let held = lock().map_err(|error| LedgerError::Write(path.clone(), error))?;
        let ledger = Self::read(folder, key)?;
        Ok(Self {
            _held: Some(held),
            ..ledger
        })
    }

    /// All lines, as everybody may read them.
    pub fn chain(&self) -> Vec<SignedEntry> {
        self.lines.iter().map(|line| line.signed.clone()).collect()
    }

    /// Every plan that noise was drawn for.
    pub fn plans(&self) -> Vec<Plan> {
        self.lines
            .iter()
            .filter_map(|line| line.signed.plan())
            .collect()
    }

    /// What this plan would find spent already; ρ in thousandths.
    pub fn spent(&self, plan: &Plan) -> u32 {
        let own = plan.digest();
        let plans = self.plans();
        entry::spent(plans.iter().filter(|other| other.digest() != own), plan)
    }

    /// The half that was drawn for this plan, if one was.
    pub fn drawn(&self, plan: &Hex<32>) -> Option<Half> {
        let place = self.place(plan)?;
        let lines = self.lines.get(..=place)?;
        Some(Half {
            ledger: lines.iter().map(|line| line.signed.clone()).collect(),
            values: lines.last()?.values.clone(),
        })
    }

    fn place(&self, plan: &Hex<32>) -> Option<usize> {
        let is = |line: &Line| {
            line.signed
                .entry
                .plan
                .plan
                .digest()
                .is_ok_and(|digest| digest == *plan)
        };
        self.lines.iter().position(is)
    }

    /// Whether noise may be drawn for this plan today.
    pub fn may_draw(&self, plan: &Plan, today: Day) -> Result<(), LedgerError> {
        if !plan.demo && today <= plan.to {
            return Err(LedgerError::NotOver { to: plan.to, today });
        }
        if let Some(last) = self
            .lines
            .last()
            .map(|line| line.signed.entry.day)
            .filter(|last| today < *last)
        {
            return Err(LedgerError::Clock(last, today));
        }
        if let Some(known) = self
            .plans()
            .iter()
            .find(|known| entry::repeats(known, plan))
        {
            return Err(LedgerError::Repeated(known.title.clone(), known.series));
        }
        let spent = self.spent(plan);
        if spent + plan.rho() > LIFETIME_RHO {
            let [spent, wanted] = [spent, plan.rho()].map(crate::ledger::tier::rho);
            return Err(LedgerError::Exhausted { spent, wanted });
        }
        Ok(())
    }

    /// The half of this plan: as it stands here, else drawn, and durable here before it is given.
    pub fn half(
        &mut self,
        plan: &SignedPlan,
        keys: &Keys,
        place: usize,
        summed: &Summed,
        today: Day,
        coins: &mut impl Coins,
    ) -> Result<Half, LedgerError> {
        let digest = plan.plan.digest().map_err(LedgerError::Plan)?;
        if let Some(known) = self.drawn(&digest) {
            let same = known
                .ledger
                .last()
                .filter(|last| last.entry.inputs == summed.inputs);
            let of = known
                .ledger
                .last()
                .map(|last| last.entry.contributors.join(", "));
            return match same {
                Some(_) => Ok(known),
                None => Err(LedgerError::Spent(of.unwrap_or_default())),
            };
        }
        self.may_draw(&plan.plan, today)?;
        let previous = self.lines.last().and_then(|line| line.signed.digest());
        let (signed, values) = draw(plan, keys, place, summed, today, previous, coins)?;
        self.lines.push(Line { signed, values });
        self.write()?;
        self.drawn(&digest)
            .ok_or(LedgerError::Broken(self.lines.len()))
    }

    fn write(&self) -> Result<(), LedgerError> {
        let mut text = Vec::new();
        for line in &self.lines {
            text.extend(canonical(line).map_err(LedgerError::Json)?);
            text.push(b'\n');
        }
        let fresh = self.path.with_extension("new");
        let write = || {
            let mut file = OpenOptions::new()
                .create(true)
                .truncate(true)
                .write(true)
                .mode(0o600)
                .open(&fresh)?;
            file.write_all(&text)?;
            file.sync_all()?;
            std::fs::rename(&fresh, &self.path)?;
            File::open(self.path.parent().unwrap_or(Path::new(".")))?.sync_all()
        };
        write().map_err(|error| LedgerError::Write(self.path.clone(), error))
    }
}

/// Draws the noise of one coordinator: the line of the ledger, and the half's values.
pub fn draw(
    plan: &SignedPlan,
    keys: &Keys,
    place: usize,
    summed: &Summed,
    day: Day,
    previous: Option<Hex<32>>,
    coins: &mut impl Coins,
) -> Result<(SignedEntry, Noised), LedgerError> {
    let drawn = summed.share.with_noise(&plan.plan, coins);
    let values = drawn.map_err(LedgerError::Random)?;
    let entry = Entry {
        format: entry::FORMAT.to_owned(),
        plan: plan.clone(),
        place,
        contributors: summed.contributors.clone(),
        inputs: summed.inputs,
        values: values.digest(),
        day,
        previous,
    };
    let signature = keys.sign(
        Purpose::Ledger,
        &canonical(&entry).map_err(LedgerError::Json)?,
    );
    Ok((SignedEntry { entry, signature }, values))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::SystemCoins;
    use crate::test_support::{Folder, Trial, cases, day};
    use sotto::code::Dimension;
    use sotto::table::Table;

    fn summed(trial: &Trial, plan: &Plan) -> Summed {
        let files: Vec<_> = trial
            .ngos
            .iter()
            .flat_map(|ngo| trial.contribution(ngo, plan, &cases(3)))
            .collect();
        trial.collect(plan, 0, &files).sum(plan, &[]).unwrap()
    }

    fn half(
        folder: &Folder,
        trial: &Trial,
        plan: &SignedPlan,
        summed: &Summed,
        today: &str,
    ) -> Result<Half, LedgerError> {
        let keys = &trial.coordinators[0];
        let mut ledger = Ledger::hold(&folder.0, keys.verifying_key())?;
        ledger.half(
            plan,
            keys,
            0,
            summed,
            day(today),
            &mut SystemCoins::default(),
        )
    }

    #[test]
    fn noise_is_drawn_once_and_other_contributions_are_refused() {
        let (trial, folder) = (Trial::new(2, 2), Folder::new());
        let first = summed(&trial, &trial.plan.plan);
        let drawn = half(&folder, &trial, &trial.plan, &first, "2026-01-10").unwrap();
        assert_eq!(
            half(&folder, &trial, &trial.plan, &first, "2027-01-10").unwrap(),
            drawn,
            "the same again, whenever"
        );
        let other = summed(&trial, &trial.plan.plan);
        let refused = half(&folder, &trial, &trial.plan, &other, "2026-01-10")
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("noise was drawn for this plan already, from other contributions")
                && refused.contains("NGO 1, NGO 2"),
            "{refused}"
        );
        assert!(drawn.values.words() != first.share.words());
    }

    #[test]
    fn what_is_left_of_a_write_that_broke_off_changes_nothing() {
        let (trial, folder) = (Trial::new(1, 2), Folder::new());
        let first = summed(&trial, &trial.plan.plan);
        let drawn = half(&folder, &trial, &trial.plan, &first, "2026-01-10").unwrap();
        // Killed before the new file got its name.
        std::fs::write(folder.0.join("ledger.new"), b"{\"half a li").unwrap();
        assert_eq!(
            half(&folder, &trial, &trial.plan, &first, "2026-01-10").unwrap(),
            drawn
        );
    }

    #[test]
    fn a_year_and_its_quarters_fit_and_nothing_more_does() {
        let (trial, folder) = (Trial::new(2, 2), Folder::new());
        let table = |rho| {
            vec![Table {
                dimensions: vec![Dimension::Kind],
                rho,
            }]
        };
        let of = |members: usize, title: &str, from: &str, to: &str, rho| {
            trial.with(|plan| {
                (plan.title, plan.from, plan.to) = (title.into(), day(from), day(to));
                (plan.late_from, plan.tables) = (plan.from, table(rho));
                plan.organisations.truncate(members);
                if title != "the year" {
                    plan.series = Series::Quarterly;
                }
            })
        };
        let plan = |title: &str, from: &str, to: &str, rho| of(1, title, from, to, rho);
        let draw = |plan: &SignedPlan| {
            half(
                &folder,
                &trial,
                plan,
                &summed(&trial, &plan.plan),
                "2026-02-01",
            )
        };
        for (quarter, from, to) in [
            ("Q1", "2025-01-01", "2025-03-31"),
            ("Q2", "2025-04-01", "2025-06-30"),
            ("Q3", "2025-07-01", "2025-09-30"),
        ] {
            draw(&plan(quarter, from, to, 40)).unwrap();
        }
        draw(&plan("the year", "2025-01-01", "2025-12-31", 85)).unwrap();
        let refused = |plan: &SignedPlan| draw(plan).unwrap_err().to_string();
        let again = refused(&plan("once more", "2025-03-31", "2025-04-01", 1));
        assert!(
            again.contains("quarterly numbers for these days are released already, as Q1"),
            "{again}"
        );
        let refused = refused(&of(2, "joint", "2025-03-31", "2025-04-01", 1));
        assert!(
            refused.contains("have spent rho 0.125 of 0.125, and this plan would spend 0.001"),
            "{refused}"
        );
        draw(&plan("Q4", "2025-10-01", "2025-12-31", 40)).unwrap();
        let ledger = Ledger::read(&folder.0, trial.coordinators[0].verifying_key()).unwrap();
        assert_eq!(
            (
                ledger.chain().len(),
                ledger.spent(&plan("2024", "2024-01-01", "2024-12-31", 1).plan)
            ),
            (5, 0)
        );
        // Another organisation has its own budget.
        let others = Trial::new(1, 2);
        let mut elsewhere = plan("elsewhere", "2025-01-01", "2025-12-31", 125).plan;
        elsewhere.organisations = others.plan.plan.organisations;
        assert_eq!(ledger.spent(&elsewhere), 0);
    }

    #[test]
    fn a_clock_that_is_wrong_draws_nothing() {
        let (trial, folder) = (Trial::new(1, 2), Folder::new());
        let first = summed(&trial, &trial.plan.plan);
        let early = half(&folder, &trial, &trial.plan, &first, "2025-12-31")
            .unwrap_err()
            .to_string();
        assert!(
            early.contains("ends on 2025-12-31, and this machine says that today is 2025-12-31"),
            "{early}"
        );
        half(&folder, &trial, &trial.plan, &first, "2026-02-01").unwrap();
        let next = trial.with(|plan| {
            (plan.from, plan.to, plan.late_from) =
                (day("2024-01-01"), day("2024-12-31"), day("2024-01-01"))
        });
        let back = half(
            &folder,
            &trial,
            &next,
            &summed(&trial, &next.plan),
            "2026-01-31",
        )
        .unwrap_err()
        .to_string();
        assert!(
            back.contains(
                "last line is of 2026-02-01, and this machine says that today is 2026-01-31"
            ),
            "{back}"
        );
    }

    #[test]
    fn a_ledger_that_was_edited_is_not_believed() {
        let (trial, folder) = (Trial::new(1, 2), Folder::new());
        let first = summed(&trial, &trial.plan.plan);
        half(&folder, &trial, &trial.plan, &first, "2026-01-10").unwrap();
        let next = trial.with(|plan| {
            (plan.from, plan.to, plan.late_from) =
                (day("2024-01-01"), day("2024-12-31"), day("2024-01-01"))
        });
        half(
            &folder,
            &trial,
            &next,
            &summed(&trial, &next.plan),
            "2026-01-10",
        )
        .unwrap();
        let path = folder.0.join("ledger");
        let whole = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = whole.lines().collect();
        let other_value = whole.replacen("\"values\":[", "\"values\":[1,", 1);
        let edits = [
            (whole.replacen("\"place\":0", "\"place\":1", 1), 1),
            (whole.replacen("2026-01-10", "2026-01-09", 1), 1),
            (other_value, 1),
            (format!("{}\n", lines[1]), 1),
            (format!("{}\n{}\n", lines[1], lines[0]), 1),
            (format!("{whole}{}\n", lines[1]), 3),
            (whole.trim_end().to_owned(), 2),
        ];
        for (edited, line) in edits {
            assert_ne!(edited, whole);
            std::fs::write(&path, edited).unwrap();
            let refused = Ledger::read(&folder.0, trial.coordinators[0].verifying_key())
                .err()
                .unwrap()
                .to_string();
            assert!(
                refused.contains(&format!("changed after it was signed, in line {line};")),
                "{refused}"
            );
        }
        std::fs::write(&path, whole).unwrap();
        assert!(
            Ledger::read(&folder.0, trial.coordinators[1].verifying_key()).is_err(),
            "of another coordinator"
        );
    }
}
