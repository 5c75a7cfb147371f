//! `sotto-stats`: coordinators turn sealed shares into numbers that point at no one. None of them ever sees a true count,
//! where there are two.
//!
//! The clock is read here, and here alone something is printed.
//!
//! Order: main > cli > verify > publish, synthetic > release > ledger > collect > noise, client > keyring, messages

mod cli;
#[path = "../client/mod.rs"]
#[expect(dead_code, reason = "the desk needs more of it")]
mod client;
mod collect;
#[path = "../keyring/mod.rs"]
#[cfg_attr(not(test), expect(dead_code, reason = "the desk needs more of it"))]
mod keyring;
mod ledger;
#[path = "../messages/mod.rs"]
#[cfg_attr(not(test), expect(dead_code, reason = "the desk needs more of it"))]
mod messages;
mod noise;
mod publish;
mod release;
mod synthetic;
#[cfg(test)]
mod test_support;
mod verify;

use clap::Parser;
use cli::args::Arguments;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run::run(Arguments::parse(), clock(), say) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => complain(&failure),
    }
}

/// Seconds since the Unix epoch. The one place where the clock is read.
#[expect(clippy::disallowed_methods, reason = "this is that place")]
fn clock() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// Prints what a command has to say. A reader that went away is no error of ours.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

#[expect(
    clippy::print_stderr,
    reason = "the one line that says what went wrong"
)]
fn complain(failure: &cli::failure::Failure) -> ExitCode {
    eprintln!("sotto-stats: {failure}.");
    ExitCode::FAILURE
}
