//! Serving: from the command to the last byte.
//!
//! Order: run > resources > people > args, exit_reason

pub mod args;
pub mod exit_reason;
pub mod people;
pub mod resources;
pub mod run;
