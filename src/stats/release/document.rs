//! Halves in, tables out: what may be shown. Pure rules.
//!
//! A noisy value has its own type and no way in but signed halves. A cell has no constructor but this file's, and neither
//! has a release: from bytes it is made by [`Release::read`] alone, which checks it. A true value never gets here.

use super::error::ReleaseError;
use crate::ledger::entry::{self, SignedEntry};
use crate::ledger::half::Half;
use serde::{Deserialize, Deserializer, Serialize};
use sotto::hex::Hex;
use sotto::plan::{Plan, SignedPlan};
use sotto::signed::{canonical, from_canonical};
use sotto::table::{ROUNDED_TO, Table};

/// What a release says of itself in `format`.
pub const FORMAT: &str = "sotto/1 release";

/// What is published of a cell: a value, noisy and rounded to 5, or that it is below the threshold. Zero and two look the
/// same: a published zero would prove that nobody reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Cell(Option<i64>);

impl Cell {
    /// The value, where one is shown.
    pub fn value(self) -> Option<i64> {
        self.0
    }
}

/// Everything that is published, in figures: `release.json`. Sound, however it was come by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Release(Document);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    plan: SignedPlan,
    contributors: Vec<String>,
    inputs: Hex<32>,
    /// Of each table of the plan, its cells in the order of the lists.
    #[serde(deserialize_with = "cells")]
    tables: Vec<Vec<Cell>>,
    /// Of each coordinator, everything they ever drew noise for; this release last.
    ledgers: Vec<Vec<SignedEntry>>,
}

/// Here, so that nobody else reads a cell.
fn cells<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Vec<Cell>>, D::Error> {
    let tables: Vec<Vec<Option<i64>>> = Deserialize::deserialize(from)?;
    let cells = |table: Vec<_>| table.into_iter().map(Cell).collect();
    Ok(tables.into_iter().map(cells).collect())
}

/// A sum of all halves: counts with every coordinator's noise.
#[derive(Clone, Copy)]
struct Noisy(i64);

/// No organisation has so many cases: what is beyond this, or below it, is the sum of shares that do not belong together.
const IMPLAUSIBLE: i64 = 1 << 40;

/// Noise alone takes no cell further below zero than so many margins, of two deviations each, in all releases there will be.
const LOWEST: i64 = 10;

impl Release {
    /// Puts halves together. `halves` are names and bytes; the names are for messages alone.
    pub fn of(plan: &Plan, halves: &[(String, Vec<u8>)]) -> Result<Self, ReleaseError> {
        let read = halves.iter().map(|(name, bytes)| read(plan, name, bytes));
        let mut halves: Vec<(SignedEntry, Half)> = read.collect::<Result<_, _>>()?;
        halves.sort_by_key(|(last, _)| last.entry.place);
        halves.dedup_by_key(|(last, _)| last.entry.place);
        let wanted = plan.coordinators.len();
        let Some((first, _)) = halves.first().filter(|_| halves.len() == wanted).cloned() else {
            return Err(ReleaseError::Incomplete(halves.len(), wanted));
        };
        if halves
            .iter()
            .any(|(last, _)| last.entry.inputs != first.entry.inputs)
        {
            return Err(ReleaseError::DifferentInputs);
        }
        let mut sums = vec![0u64; plan.cells()];
        for (_, half) in &halves {
            sums.iter_mut()
                .zip(half.values.words())
                .for_each(|(sum, value)| *sum = sum.wrapping_add(*value));
        }
        let mut sums = sums.into_iter().map(|sum| Noisy(sum.cast_signed()));
        let tables = plan
            .tables
            .iter()
            .map(|table| shown(table, wanted, &mut sums));
        Ok(Self(Document {
            format: FORMAT.to_owned(),
            plan: first.entry.plan.clone(),
            contributors: first.entry.contributors.clone(),
            inputs: first.entry.inputs,
            tables: tables.collect::<Result<_, _>>()?,
            ledgers: halves.into_iter().map(|(_, half)| half.ledger).collect(),
        }))
    }

    /// Reads one that was published, and checks all that can be checked without the halves.
    pub fn read(bytes: &[u8]) -> Result<Self, ReleaseError> {
        let not = ReleaseError::NotARelease;
        let release: Document = from_canonical(bytes).ok_or(not("it is not in canonical form"))?;
        let signed = canonical(&release.plan).map_err(|_| not("its plan is none"))?;
        let plan = SignedPlan::verify(&signed)
            .map_err(|_| not("its plan is not signed by its coordinators"))?;
        if release.format != FORMAT || release.tables.len() != plan.tables.len() {
            return Err(not("it does not have its plan's tables"));
        }
        let coordinators = plan.coordinators.len();
        let mut tables = plan.tables.iter().zip(&release.tables);
        if !tables.all(|(table, cells)| is_sound(table, coordinators, cells)) {
            return Err(not(
                "a cell is not rounded to 5, or is below its table's threshold",
            ));
        }
        if release.ledgers.len() != coordinators {
            return Err(not("it does not have each coordinator's ledger"));
        }
        for (ledger, coordinator) in release.ledgers.iter().zip(&plan.coordinators) {
            entry::check(ledger, &coordinator.verifying_key).map_err(|_| {
                not("a line of a ledger was changed, or the ledger spends more than there is")
            })?;
            let last = ledger.last().ok_or(not("a ledger is empty"))?;
            let same = last.entry.plan == release.plan
                && last.entry.inputs == release.inputs
                && last.entry.contributors == release.contributors;
            if !same {
                return Err(not("a ledger's last line is of another release"));
            }
        }
        Ok(Self(release))
    }

    /// What was planned.
    pub fn plan(&self) -> &Plan {
        &self.0.plan.plan
    }

    /// Whose cases were counted.
    pub fn contributors(&self) -> &[String] {
        &self.0.contributors
    }

    /// Each table and its cells.
    pub fn tables(&self) -> impl Iterator<Item = (&Table, &[Cell])> {
        self.plan()
            .tables
            .iter()
            .zip(self.0.tables.iter().map(Vec::as_slice))
    }

    /// The halves that this was released from, in the order of the coordinators; each once.
    pub fn halves_in_order<'a>(
        &'a self,
        halves: &'a [(String, Vec<u8>)],
    ) -> impl Iterator<Item = &'a (String, Vec<u8>)> {
        let of = |bytes: &[u8]| from_canonical(bytes.strip_suffix(b"\n").unwrap_or(bytes));
        self.0.ledgers.iter().filter_map(move |ledger| {
            let is_own = |half: Half| half.ledger == *ledger;
            halves
                .iter()
                .find(|(_, bytes)| of(bytes).is_some_and(is_own))
        })
    }

    /// What each coordinator drew noise for.
    pub fn ledgers(&self) -> &[Vec<SignedEntry>] {
        &self.0.ledgers
    }
}

/// Reads a half of this plan that one of its coordinators signed; its last line, and all of it.
fn read(plan: &Plan, name: &str, bytes: &[u8]) -> Result<(SignedEntry, Half), ReleaseError> {
    let not = || ReleaseError::NotAHalf(name.to_owned());
    let half: Half = from_canonical(bytes.strip_suffix(b"\n").unwrap_or(bytes)).ok_or_else(not)?;
    let last = half.ledger.last().ok_or_else(not)?.clone();
    let coordinator = plan.coordinators.get(last.entry.place).ok_or_else(not)?;
    entry::check(&half.ledger, &coordinator.verifying_key)
        .map_err(|line| ReleaseError::Ledger(name.to_owned(), line))?;
    let whole = last.entry.plan.plan == *plan
        && half.values.words().len() == plan.cells()
        && half.values.digest() == last.entry.values;
    whole.then_some((last, half)).ok_or_else(not)
}

/// What may be shown of one table.
fn shown(
    table: &Table,
    coordinators: usize,
    sums: &mut impl Iterator<Item = Noisy>,
) -> Result<Vec<Cell>, ReleaseError> {
    let lowest = -LOWEST * table.margin(coordinators);
    let cells = sums.take(table.cells()).map(|sum| {
        let plausible = (lowest..IMPLAUSIBLE).contains(&sum.0);
        plausible
            .then(|| show(sum, table.threshold(coordinators)))
            .ok_or(ReleaseError::Implausible)
    });
    cells.collect()
}

/// Shown from the threshold on, rounded to 5.
fn show(sum: Noisy, threshold: i64) -> Cell {
    let rounded = (sum.0 + ROUNDED_TO / 2).div_euclid(ROUNDED_TO) * ROUNDED_TO;
    Cell((sum.0 >= threshold).then_some(rounded))
}

fn is_sound(table: &Table, coordinators: usize, cells: &[Cell]) -> bool {
    let threshold = table.threshold(coordinators);
    let sound = |value: i64| value >= threshold && value % ROUNDED_TO == 0;
    cells.len() == table.cells() && cells.iter().all(|cell| cell.0.is_none_or(sound))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sotto::code::Dimension;

    #[test]
    fn below_the_threshold_all_look_the_same() {
        for few in [-20, 0, 1, 14] {
            assert_eq!(show(Noisy(few), 15), Cell(None));
        }
    }

    #[test]
    fn from_the_threshold_on_values_are_rounded_to_five() {
        for (sum, shown) in [
            (15, 15),
            (17, 15),
            (18, 20),
            (22, 20),
            (23, 25),
            (1_002, 1_000),
        ] {
            assert_eq!(show(Noisy(sum), 15), Cell(Some(shown)));
        }
    }

    #[test]
    fn what_noise_cannot_explain_releases_nothing() {
        let table = Table {
            dimensions: vec![Dimension::Kind],
            rho: 25,
        };
        let with = |odd: i64| {
            let cells = std::iter::once(odd).chain(std::iter::repeat(20));
            shown(&table, 2, &mut cells.map(Noisy))
        };
        assert!(
            with(-60).is_ok(),
            "nine deviations below zero: rare, and no proof of anything"
        );
        for absurd in [-300, i64::MIN, IMPLAUSIBLE, i64::MAX] {
            assert_eq!(with(absurd), Err(ReleaseError::Implausible));
        }
    }
}
