//! Defines the commands about the desk itself: its lists and templates, its team, its page.

use clap::Subcommand;
use clap_complete::Shell;
use sotto::ticket::Ticket;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum UpkeepCommand {
    /// Print the closed cases that have been kept for as long as their resolution requires.
    Due,
    /// Load, print or remove lists of known indicators. Nothing is looked up on the network.
    #[command(subcommand)]
    Indicators(IndicatorsCommand),
    /// Print the reply templates, or add one of the team's own.
    Templates {
        /// The name of a template to add. Its text is read from standard input.
        #[arg(long, requires = "language")]
        add: Option<String>,
        #[arg(long)]
        language: Option<String>,
    },
    /// Show the team, its requests and alerts, and answer them.
    #[command(subcommand)]
    Team(TeamCommand),
    /// Fetch the reporters' pages as a browser would, and compare them with what was signed.
    Watch {
        /// Write all evidence that was found so far to a new file.
        #[arg(long)]
        evidence: Option<PathBuf>,
    },
    /// Print a script that makes a shell complete these commands.
    Completion { shell: Shell },
    /// Serve the local page for this handler's browser.
    Serve {
        #[arg(long, default_value_t = 8430)]
        port: u16,
        /// Lock the desk after so many seconds in which nobody did anything, even if the page is open.
        #[arg(long, default_value_t = 600, value_parser = clap::value_parser!(u64).range(5..=3600))]
        lock_after: u64,
    },
}

#[derive(Subcommand)]
pub enum IndicatorsCommand {
    /// Load a list from a file: STIX 2.1, MISP, CSV, or one indicator a line. It replaces a list of the same name.
    Load {
        file: PathBuf,
        #[arg(long)]
        name: String,
    },
    /// Print the lists that are loaded.
    List,
    /// Remove a list.
    Remove { name: String },
}

#[derive(Subcommand)]
pub enum TeamCommand {
    /// Print the alerts, the roster, and open requests and proposals.
    Show {
        #[arg(long)]
        json: bool,
    },
    /// Ask colleagues for the open cases, which were sealed before you joined.
    Ask,
    /// Seal all open cases, or the given ones, to a colleague, and record that in each case.
    Share {
        handler: String,
        tickets: Vec<Ticket>,
        /// Share the cases although the colleague has not asked.
        #[arg(long)]
        unasked: bool,
    },
    /// Acknowledge the alerts: you have seen to what should not be.
    Dismiss,
}
