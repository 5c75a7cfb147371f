//! Serving: from the command to the last byte.
//!
//! Order: run > resources > args, exit

pub mod args;
pub mod exit;
pub mod resources;
pub mod run;
