//! `sotto-desk`: with it a handler pulls, opens and triages reports, and the holder of the root key signs.
//!
//! This file starts the command, and is the only one that reads the clock or prints.
//!
//! Order: main > cli > page > remote > display, handover, numbers, triage > session > cases > store > admin,
//! indicators, model, report, text > client, messages > keyring

mod admin;
mod cases;
mod cli;
#[path = "../client/mod.rs"]
#[expect(dead_code, reason = "the statistics need the rest of it")]
mod client;
mod display;
mod handover;
mod indicators;
#[path = "../keyring/mod.rs"]
mod keyring;
#[path = "../messages/mod.rs"]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the statistics need more of it")
)]
mod messages;
mod model;
mod numbers;
mod page;
mod remote;
mod report;
mod session;
mod store;
mod text;
mod triage;

use clap::Parser;
use cli::run::Arguments;
use std::io::Write;
use std::process::ExitCode;

/// Something did not open, the rest went on.
const SOME_UNOPENED: u8 = 2;
/// The command was not understood. (Clap would say 2.)
const USAGE: u8 = 64;

fn main() -> ExitCode {
    disable_core_dumps();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(USAGE)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    match cli::run::run(arguments, clock, say) {
        Ok(unopened) if unopened => ExitCode::from(SOME_UNOPENED),
        Ok(_) => ExitCode::SUCCESS,
        Err(failure) => complain(&failure),
    }
}

/// Turns off core files and debuggers for this process, and lets only its owner read the files that it makes. Where the machine
/// does not allow that, the desk runs all the same.
fn disable_core_dumps() {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// Returns the time, in seconds since the Unix epoch. The clock is read nowhere else.
#[expect(clippy::disallowed_methods, reason = "this is that place")]
fn clock() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// Prints a text on standard output. It is not an error if nobody reads it.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

#[expect(
    clippy::print_stderr,
    reason = "the one line that says what went wrong"
)]
fn complain(failure: &cli::context::Failure) -> ExitCode {
    eprintln!("sotto-desk: {failure}.");
    ExitCode::FAILURE
}
