//! `sotto-intake`: keeps sealed bytes for the desks, and can do nothing else with them.
//!
//! Reads the configuration and the clock, opens the folder, checks what was signed, and serves.
//!
//! Order: main > serve > api, tools > storage, http > limits, metrics, sandbox > refusal, size, log

mod api;
mod http;
mod limits;
mod log;
mod metrics;
mod refusal;
mod sandbox;
mod serve;
mod size;
mod storage;
mod tools;

use clap::{Parser, Subcommand};
use http::address::Address;
use serve::args::Serve;
use serve::exit_reason::ExitReason;
use sotto::day::Day;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use storage::database::sqlite::Database;
use storage::slots::{self, Counts, Slots};
use tools::{inspect, status};

/// Keeps sealed reports until the desks have them. It cannot open one.
#[derive(Parser)]
#[command(name = "sotto-intake", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the folder: every slot that there will ever be, filled with random bytes.
    Init {
        /// The folder to make. It must not exist.
        #[arg(long)]
        folder: PathBuf,
        /// How many slots of 4, 16, 64 and 256 KiB and of 1 MiB.
        #[arg(long, value_parser = counts, default_value = "8192,2048,512,128,1024")]
        slots: Counts,
    },
    /// Serve reporters and handlers.
    Serve(Box<Serve>),
    /// Show how a running intake is doing, in figures that identify nobody.
    Status {
        /// Where handlers connect.
        #[arg(long, default_value = "127.0.0.1:8421")]
        staff: Address,
        /// The Host that handlers must ask for. Needed with unix:.
        #[arg(long)]
        staff_host: Option<String>,
    },
    /// Show what somebody who seizes the folder would learn today, and check that it is no more. Changes nothing.
    Inspect {
        /// The folder, or a copy of it. The intake may be running.
        #[arg(long)]
        folder: PathBuf,
    },
}

fn main() -> ExitCode {
    let run = match Arguments::parse().command {
        Command::Init { folder, slots } => init(&folder, &slots),
        Command::Serve(serve) => serve::run::run(*serve, clock, say),
        Command::Status { staff, staff_host } => status::ask(&staff, staff_host.as_deref())
            .map(|words| say(&words))
            .map_err(ExitReason::Status),
        Command::Inspect { folder } => inspect::inspect(&folder)
            .map_err(ExitReason::Inspect)
            .and_then(|found| {
                say(&found.words());
                found.is_sound().then_some(()).ok_or(ExitReason::Unsound)
            }),
    };
    run.map_or_else(|reason| say_why(&reason), |()| ExitCode::SUCCESS)
}

#[expect(clippy::print_stdout, reason = "what a command was asked for")]
fn say(words: &str) {
    println!("{words}");
}

#[expect(clippy::print_stderr, reason = "the one line that an operator gets")]
fn say_why(reason: &ExitReason) -> ExitCode {
    eprintln!("sotto-intake: {reason}.");
    ExitCode::FAILURE
}

/// Returns the seconds since the Unix epoch. The one place where the clock is read.
#[expect(clippy::disallowed_methods, reason = "this is that place")]
fn clock() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// Parses five numbers with commas between them.
fn counts(text: &str) -> Result<Counts, &'static str> {
    let numbers: Option<Vec<u32>> = text.split(',').map(|number| number.parse().ok()).collect();
    let counts = numbers.and_then(|numbers| Counts::try_from(numbers).ok());
    counts
        .filter(|counts| counts.iter().all(|count| (1..=1 << 20).contains(count)))
        .ok_or("write five numbers, each at least 1, such as 8192,2048,512,128,1024")
}

fn init(folder: &Path, counts: &Counts) -> Result<(), ExitReason> {
    let make = |error| ExitReason::Make(folder.to_owned(), error);
    DirBuilder::new().mode(0o700).create(folder).map_err(make)?;
    Slots::make(folder, counts).map_err(make)?;
    let mut random = slots::rng().map_err(make)?;
    Database::make(
        folder,
        counts,
        Day::of_unix(clock()).map_err(|_| ExitReason::Clock)?,
        &mut random,
    )
    .map_err(ExitReason::Database)
}
