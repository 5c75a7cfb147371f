//! Serving: from the command to the last byte.
//!
//! Order: run > resources > args, exit_reason

pub mod args;
pub mod exit_reason;
pub mod resources;
pub mod run;
