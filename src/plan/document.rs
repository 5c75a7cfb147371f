//! The plan itself, and the grid of all its cells.

use super::counts::TrueCounts;
use super::error::PlanError;
use super::lists::{Language, Series};
use crate::code::Code;
use crate::day::Day;
use crate::hex::Hex;
use crate::roster::Keyholder;
use crate::signed::{VerifyingKey, canonical};
use crate::table::Table;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The value of [`Plan::format`].
pub const FORMAT: &str = "sotto/1 plan";

/// An organisation whose cases are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The organisation's name, as its roster has it.
    pub organisation: String,
    /// The key that its rosters are signed with.
    pub root: VerifyingKey,
}

/// The tables to be released for a period. A case is counted once, in one cell of every table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Always [`FORMAT`].
    pub format: String,
    /// Always [`LISTS`](crate::code::LISTS).
    pub lists: String,
    /// True for a demonstration: a real plan is not contributed to before its period is over.
    pub demo: bool,
    /// The title of the release: one line.
    pub title: String,
    /// The series it belongs to.
    pub series: Series,
    /// The first day on which a counted case may have been closed.
    pub from: Day,
    /// The last day on which a counted case may have been closed.
    pub to: Day,
    /// Cases that were closed from this day on, and that no release of this series has counted, count now: nothing that
    /// was published is changed for what comes late. At most `from`.
    pub late_from: Day,
    /// The tables.
    pub tables: Vec<Table>,
    /// The languages of the report, the main one first.
    pub languages: Vec<Language>,
    /// The organisations whose cases are counted.
    pub organisations: Vec<Member>,
    /// One or two who sum and add noise, in the order of the shares. One alone sees true counts.
    pub coordinators: Vec<Keyholder>,
}

impl Plan {
    /// Returns the number of cells of all tables together: the length of every share.
    pub fn cells(&self) -> usize {
        self.tables.iter().map(Table::cells).sum()
    }

    /// Tells whether several organisations publish together: a series of releases beside those that each makes alone.
    pub fn is_joint(&self) -> bool {
        self.organisations.len() > 1
    }

    /// Returns what a counted case spends of its budget: ρ of all tables, in thousandths.
    pub fn rho(&self) -> u32 {
        self.tables
            .iter()
            .fold(0, |sum, table| sum.saturating_add(table.rho))
    }

    /// Counts cases on the grid: each in one cell of every table.
    pub fn count<'a>(&self, codes: impl IntoIterator<Item = &'a Code>) -> TrueCounts {
        let mut counts = vec![0; self.cells()];
        let starts = self.tables.iter().scan(0, |next, table| {
            let start = *next;
            *next += table.cells();
            Some((start, table))
        });
        let starts: Vec<(usize, &Table)> = starts.collect();
        for code in codes {
            for (start, table) in &starts {
                if let Some(count) = counts.get_mut(start + table.cell(code)) {
                    *count += 1;
                }
            }
        }
        TrueCounts::new(counts)
    }

    /// Returns the member that `root` signs for.
    pub fn member(&self, root: &VerifyingKey) -> Option<&Member> {
        self.organisations
            .iter()
            .find(|member| member.root == *root)
    }

    /// Returns SHA-256 of the canonical plan: its name in contributions, halves and releases.
    pub fn digest(&self) -> Result<Hex<32>, PlanError> {
        let bytes = canonical(self).map_err(|_| PlanError::Malformed)?;
        Ok(Hex(Sha256::digest(bytes).into()))
    }
}
