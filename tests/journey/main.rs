//! From the form's bytes to what a handler reads, and back to the reporter, through the programs and no other way.
//!
//! The reporter is the form's own code under node; everything else is the programs, as people run them.

#[path = "../support/mod.rs"]
mod support;

mod burst;
mod distrust;
mod keys;
mod letter;
mod proxy;
mod replies;
mod report;
