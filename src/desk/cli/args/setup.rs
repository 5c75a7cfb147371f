//! What is asked when a desk, a roster or a site begins, or changes hands.

use clap::{Args, Subcommand};
use sotto::day::Day;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum SetupCommand {
    /// Begin: make keys and a vault, the card for the holder of the root key, and a backup with three papers.
    Init {
        /// A short name: a-z, 0-9 and -.
        #[arg(long)]
        id: String,
        /// Where to write the card for the holder of the root key.
        #[arg(long)]
        card: PathBuf,
        /// Where to write the backup. Keep it apart from this machine.
        #[arg(long)]
        backup: PathBuf,
    },
    /// Make a new backup of the vault, with three new papers of which any two open it.
    Backup {
        #[arg(long)]
        out: PathBuf,
    },
    /// Take the vault out of a backup: with its passphrase, or with two of its papers and a new passphrase.
    Recover {
        backup: PathBuf,
        /// The passphrase is known: put the vault back as it was.
        #[arg(long)]
        passphrase: bool,
    },
    /// Make keys, or take them to another program.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Name who opens reports (with the root key).
    #[command(subcommand)]
    Roster(RosterCommand),
    /// Sign the pages that reporters see (with the root key).
    #[command(subcommand)]
    Site(SiteCommand),
    /// Say where this desk's intake is, and whose root key it believes.
    Join {
        /// The organisation's root key: a file of 64 hexadecimal digits.
        #[arg(long)]
        root: PathBuf,
        /// The intake's staff door, such as http://NAME.onion.
        #[arg(long)]
        intake: String,
        /// Tor's SOCKS port, such as socks5h://127.0.0.1:9050.
        #[arg(long)]
        proxy: Option<String>,
        /// Where reporters come in, such as http://NAME.onion, to watch what they are shown.
        #[arg(long)]
        site: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Draw new keys and put them into a new vault in this desk's folder.
    New {
        /// A short name: a-z, 0-9 and -.
        #[arg(long)]
        id: String,
        /// Where to write the card for the holder of the root key.
        #[arg(long)]
        card: Option<PathBuf>,
        /// Where to write the verifying key, as the root key is handed out.
        #[arg(long)]
        public: Option<PathBuf>,
    },
    /// Print this desk's card, and the words to compare aloud.
    Card,
    /// Print the private age key, for an age program that knows hybrid keys. Whoever sees it can open reports.
    Export,
}

#[derive(Subcommand)]
pub enum RosterCommand {
    /// Sign a roster.
    Sign(RosterArguments),
    /// Sign the next roster: as the last, with handlers who join, leave, or have new keys.
    Next(NextArguments),
    /// Put a signed roster in force at the intake (with a handler's keys).
    Publish {
        /// The folder of roster.json and roster.sig.
        roster: PathBuf,
    },
}

#[derive(Args)]
pub struct RosterArguments {
    /// The organisation's name, as reporters know it.
    #[arg(long)]
    pub organisation: String,
    /// Higher than that of any roster before.
    #[arg(long)]
    pub serial: u64,
    /// The first day on which it holds, such as 2026-11-22.
    #[arg(long)]
    pub from: Day,
    /// The last one.
    #[arg(long)]
    pub to: Day,
    /// A handler's card; once for each.
    #[arg(long = "handler", required = true)]
    pub handlers: Vec<PathBuf>,
    /// A coordinator's card; twice, or not at all.
    #[arg(long = "coordinator")]
    pub coordinators: Vec<PathBuf>,
    /// How many handlers' cards a page must have before it seals a report. Without: 2, or 1 if there is one handler.
    #[arg(long)]
    pub least: Option<usize>,
    /// How many handlers must have a report before the intake forgets it, whoever else is away. Without: 2, or 1 if there is
    /// one handler.
    #[arg(long)]
    pub keep_until: Option<usize>,
    /// Mark everything as a demonstration.
    #[arg(long)]
    pub demo: bool,
    /// The folder for roster.json and roster.sig.
    #[arg(long)]
    pub out: PathBuf,
}

#[derive(Args)]
pub struct NextArguments {
    /// The folder of the last roster.
    #[arg(long)]
    pub last: PathBuf,
    /// The card of a handler who joins, or has new keys.
    #[arg(long)]
    pub add: Vec<PathBuf>,
    /// The card of a coordinator: of the organisation's own releases, or of those made together with others.
    #[arg(long)]
    pub add_coordinator: Vec<PathBuf>,
    /// The id of a handler or coordinator who leaves.
    #[arg(long)]
    pub remove: Vec<String>,
    /// How many handlers' cards a page must have before it seals a report. Without: as before.
    #[arg(long)]
    pub least: Option<usize>,
    /// How many handlers must have a report before the intake forgets it, whoever else is away. Without: as before.
    #[arg(long)]
    pub keep_until: Option<usize>,
    /// The last day on which it holds; without, as before.
    #[arg(long)]
    pub to: Option<Day>,
    /// The folder for roster.json and roster.sig.
    #[arg(long)]
    pub out: PathBuf,
}

#[derive(Subcommand)]
pub enum SiteCommand {
    /// Put the organisation's name and root key into the built page, and sign it.
    Build {
        /// The built page.
        #[arg(long, default_value = "frontend/dist")]
        page: PathBuf,
        /// The folder of the signed roster.
        #[arg(long)]
        roster: PathBuf,
        /// Where the button that leaves the page in a hurry leads.
        #[arg(long, default_value = "https://www.wikipedia.org/")]
        exit: String,
        /// The folder for the signed site.
        #[arg(long)]
        out: PathBuf,
    },
}
