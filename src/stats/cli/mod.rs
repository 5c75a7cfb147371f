//! The command line.
//!
//! Order: run > contributions, release, findings > plan > summary, new_plan > context, files, period, questions, messages >
//! args, failure

pub mod args;
mod context;
mod contributions;
pub mod failure;
mod files;
mod findings;
mod messages;
mod new_plan;
mod period;
mod plan;
mod questions;
mod release;
pub mod run;
mod summary;
