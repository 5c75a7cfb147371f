//! The commands: what may be asked of the desk.
//!
//! Order: arguments > cases, exchange, setup, triage, upkeep

pub mod arguments;
pub mod cases;
pub mod exchange;
pub mod setup;
pub mod triage;
pub mod upkeep;
