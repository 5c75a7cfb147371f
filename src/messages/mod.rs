//! The one reader of Fluent messages (<https://projectfluent.org>), for every program that speaks to people: sentences with
//! named values, and the plural forms of each language.
//!
//! Order: bundle > number

mod bundle;
#[cfg(test)]
pub mod check;
mod number;

pub use bundle::{Messages, Value};
pub use number::grouped;
