//! The rules that every plan keeps to.

use super::document::{FORMAT, Member, Plan};
use super::error::PlanError;
use crate::code::{Dimension, LISTS};
use crate::roster::{is_id, is_name};
use crate::table::Table;
use std::collections::BTreeSet;

/// The most tables of a plan: more would leave too little budget for each.
const MOST_TABLES: usize = 16;

/// The most organisations that may count together.
const MOST_MEMBERS: usize = 4_096;

/// The fewest incidents of an organisation that a coordinator without a second may be told of.
pub const FEWEST_FOR_ONE: usize = 20;

/// The zCDP budget of a case over its whole life, ρ = 1/8, in thousandths.
///
/// Bun and Steinke 2016, <https://arxiv.org/abs/1605.02658>. ε = 2.42 at δ = 10⁻⁶.
pub const LIFETIME_RHO: u32 = 125;

impl Plan {
    /// Checks what every plan must keep to, signed or not.
    pub(super) fn check(&self) -> Result<(), PlanError> {
        if !self.is_well_formed() {
            return Err(PlanError::Malformed);
        }
        let names_vendors = |table: &Table| {
            let has = |side| table.dimensions.contains(&side);
            has(Dimension::Tool) && (has(Dimension::Geo) || has(Dimension::Country))
        };
        if self.tables.iter().any(names_vendors) {
            return Err(PlanError::Vendors);
        }
        let frugal = self.rho() <= LIFETIME_RHO && self.tables.iter().all(|table| table.rho > 0);
        if !frugal || self.tables.is_empty() || self.from > self.to || self.late_from > self.from {
            return Err(PlanError::Budget);
        }
        Ok(())
    }

    fn is_well_formed(&self) -> bool {
        self.format == FORMAT
            && self.lists == LISTS
            && is_name(&self.title)
            && self.has_sound_tables()
            && !self.languages.is_empty()
            && all_differ(self.languages.iter().map(|language| language.as_str()))
            && self.has_sound_members()
            && self.has_sound_coordinators()
    }

    fn has_sound_tables(&self) -> bool {
        let sides = |table: &Table| {
            let one_each = all_differ(table.dimensions.iter().map(|side| side.as_str()));
            (1..=2).contains(&table.dimensions.len()) && one_each
        };
        self.tables.len() <= MOST_TABLES
            && self.tables.iter().all(sides)
            && all_differ(self.tables.iter().map(Table::name))
    }

    fn has_sound_members(&self) -> bool {
        let members = || self.organisations.iter();
        (1..=MOST_MEMBERS).contains(&self.organisations.len())
            && members().all(|member: &Member| is_name(&member.organisation))
            && all_differ(members().map(|member| &member.organisation))
            && all_differ(members().map(|member| member.root.to_string()))
    }

    fn has_sound_coordinators(&self) -> bool {
        let people = || self.coordinators.iter();
        (1..=2).contains(&self.coordinators.len())
            && people().all(|person| is_id(&person.id))
            && all_differ(people().map(|person| &person.id))
            && all_differ(people().map(|person| person.verifying_key.to_string()))
    }
}

fn all_differ<T: Ord>(items: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    items.into_iter().all(|item| seen.insert(item))
}
