//! The signed list of tables to be released, made before the period; and the grid of all their cells.
//!
//! Order: signed_plan > rules > document > counts, error, lists

mod counts;
mod document;
mod error;
mod lists;
mod rules;
mod signed_plan;
#[cfg(test)]
mod tests;

pub use counts::TrueCounts;
pub use document::{FORMAT, Member, Plan};
pub use error::PlanError;
pub use lists::{Language, Series};
pub use rules::{FEWEST_FOR_ONE, LIFETIME_RHO};
pub use signed_plan::SignedPlan;
