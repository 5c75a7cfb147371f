//! Defines the whole command line: the options of all commands, and the commands themselves.

use crate::cli::args::cases::CasesCommand;
use crate::cli::args::exchange::ExchangeCommand;
use crate::cli::args::setup::SetupCommand;
use crate::cli::args::triage::{OneCaseCommand, TriageCommand};
use crate::cli::args::upkeep::UpkeepCommand;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Pulls, opens and triages reports. Exit codes: 0 done; 1 failed; 2 a report did not open, or the site differs from what was signed; 64 the command was not understood.
#[derive(Parser)]
#[command(name = "sotto-desk", version)]
pub struct Arguments {
    /// The folder in which this desk keeps its keys and cases.
    #[arg(long, global = true, env = "SOTTO_DESK", default_value = "sotto-desk")]
    pub folder: PathBuf,
    /// A file with the passphrase, which only its owner can read. Without it, the desk asks for the passphrase.
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
