//! What was drawn and released, and the budget it spent: an append-only file of signed lines, each naming the one before.
//!
//! Noise is drawn once for a plan. The same contributions reprint what stands here; others are refused, since a second
//! draw over other cases would be a second release. The file is replaced whole, so that no crash leaves half a line.

use super::entry::{self, SignedEntry};
use super::error::LedgerError;
use super::half::{Half, draw};
use super::tier::rho;
use crate::collect::share::Noised;
use crate::collect::sum::Summed;
use crate::keyring::file::{lock, make_folder, overwrite};
use crate::keyring::keys::Keys;
use crate::noise::RandomSource;
use serde::{Deserialize, Serialize};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::plan::{LIFETIME_RHO, Plan, SignedPlan};
use sotto::signed::{VerifyingKey, canonical, from_canonical};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A line of the ledger's file: the entry, and what is its coordinator's alone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    signed: SignedEntry,
    values: Noised,
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
        entry::check(&ledger.entries(), &key).map_err(LedgerError::Broken)?;
        Ok(ledger)
    }

    /// The same, held until it is dropped: nobody else draws meanwhile.
    pub fn hold(folder: &Path, key: VerifyingKey) -> Result<Self, LedgerError> {
        let path = folder.join("ledger.lock");
        let held = make_folder(folder)
            .and_then(|()| lock(&path))
            .map_err(|error| LedgerError::Write(path.clone(), error))?;
        let ledger = Self::read(folder, key)?;
        Ok(Self {
            _held: Some(held),
            ..ledger
        })
    }

    /// All lines, as everybody may read them.
    pub fn entries(&self) -> Vec<SignedEntry> {
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
            let [spent, wanted] = [spent, plan.rho()].map(rho);
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
        random: &mut impl RandomSource,
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
        let (signed, values) = draw(plan, keys, place, summed, today, previous, random)?;
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
            overwrite(&fresh, &text)?;
            std::fs::rename(&fresh, &self.path)?;
            File::open(self.path.parent().unwrap_or(Path::new(".")))?.sync_all()
        };
        write().map_err(|error| LedgerError::Write(self.path.clone(), error))
    }
}
