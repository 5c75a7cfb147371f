//! The command line.

mod args;
pub mod failure;
mod files;
mod new_plan;
pub mod run;
mod summary;

pub use args::Arguments;
