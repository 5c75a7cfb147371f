//! Defines the commands and their options. Doc comments of arguments are the help texts.
//!
//! Order: arguments > cases, exchange, setup, triage, upkeep

pub mod arguments;
pub mod cases;
pub mod exchange;
pub mod setup;
pub mod triage;
pub mod upkeep;
