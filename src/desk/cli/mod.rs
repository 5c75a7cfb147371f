//! The command line: its definition, and what each command does.
//!
//! Order: admin, cases, exchange, run, team > context > args, failure

pub mod admin;
pub mod args;
pub mod cases;
pub mod context;
pub mod exchange;
pub mod failure;
pub mod run;
pub mod team;
#[cfg(test)]
mod words;
