//! The whole command line: where the desk is, and one command.

use crate::cli::args::cases::CasesCommand;
use crate::cli::args::exchange::ExchangeCommand;
use crate::cli::args::setup::SetupCommand;
use crate::cli::args::triage::{OneCaseCommand, TriageCommand};
use crate::cli::args::upkeep::UpkeepCommand;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Pulls, opens and triages reports. Exit codes: 0 done, 1 failed, 2 something did not open or differs from what was signed, 64 not understood.
#[derive(Parser)]
#[command(name = "sotto-desk", version)]
pub struct Arguments {
    /// Where this desk keeps what is its own.
    #[arg(long, global = true, env = "SOTTO_DESK", default_value = "sotto-desk")]
    pub folder: PathBuf,
    /// A file with the passphrase, readable by its owner alone; without, it is asked for.
    #[arg(long, global = true, env = "SOTTO_PASSPHRASE_FILE")]
    pub passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    pub command: CommandGroup,
}

// Help prints the commands of all groups as one list, in this order.
#[derive(Subcommand)]
pub enum CommandGroup {
    #[command(flatten)]
    Setup(SetupCommand),
    #[command(flatten)]
    Cases(CasesCommand),
    #[command(flatten)]
    Triage(TriageCommand),
    #[command(flatten)]
    OneCase(OneCaseCommand),
    #[command(flatten)]
    Exchange(ExchangeCommand),
    #[command(flatten)]
    Upkeep(UpkeepCommand),
}
