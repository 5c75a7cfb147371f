//! What is asked about the desk itself: its lists and templates, its team, its page.

use clap::Subcommand;
use clap_complete::Shell;
use sotto::ticket::Ticket;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum UpkeepCommand {
    /// Print the closed cases that have been kept for as long as their outcome asks for.
    Due,
    /// Load a list of known indicators: STIX 2.1, MISP, CSV, or one a line. Nothing is asked of anybody.
    #[command(subcommand)]
    Indicators(IndicatorsCommand),
    /// Print the replies that are written often, or add one of this team.
    Templates {
        /// The name of one to add; its text comes from standard input.
        #[arg(long, requires = "language")]
        add: Option<String>,
        #[arg(long)]
        language: Option<String>,
    },
    /// The team: who belongs, who asks for what, what should not be.
    #[command(subcommand)]
    Team(TeamCommand),
    /// Look at the reporters' pages as a browser would, and compare them with what was signed.
    Watch {
        /// Write what was found to differ, so far, to a new file.
        #[arg(long)]
        evidence: Option<PathBuf>,
    },
    /// Print what the shell needs to complete these commands.
    Completion { shell: Shell },
    /// Serve the local page for this handler's browser.
    Serve {
        #[arg(long, default_value_t = 8430)]
        port: u16,
        /// Lock the desk after so many seconds in which nobody did anything, whether or not a page is open.
        #[arg(long, default_value_t = 600, value_parser = clap::value_parser!(u64).range(5..=3600))]
        lock_after: u64,
    },
}

#[derive(Subcommand)]
pub enum IndicatorsCommand {
    /// Load a list from a file, in the place of one of the same name.
    Load {
        file: PathBuf,
        #[arg(long)]
        name: String,
    },
    /// Print the lists that are loaded.
    List,
    /// Let go of a list.
    Remove { name: String },
}

#[derive(Subcommand)]
pub enum TeamCommand {
    /// Print the roster, requests, proposals, and what should not be.
    Show {
        #[arg(long)]
        json: bool,
    },
    /// Ask colleagues for the open cases: they were sealed before you came.
    Ask,
    /// Seal the open cases, or these, to a colleague, on record.
    Share {
        handler: String,
        tickets: Vec<Ticket>,
        /// Though nobody asked.
        #[arg(long)]
        unasked: bool,
    },
    /// Acknowledge the alerts: you have seen to what should not be.
    Dismiss,
}
