//! The command line: what may be asked, and how it is answered.
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
