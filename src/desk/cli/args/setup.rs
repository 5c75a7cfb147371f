//! Defines the commands that set up a desk, a roster or a site.

use clap::{Args, Subcommand};
use sotto::day::Day;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum SetupCommand {
    /// Set up this desk: make keys and a vault, a card for the holder of the root key, and a backup with three recovery papers.
    Init {
        /// Your id, a short name of a-z, 0-9 and -.
        #[arg(long)]
        id: String,
        /// The new file for the card, which goes to the holder of the root key.
        #[arg(long)]
        card: PathBuf,
        /// The new file for the backup. Keep it somewhere else than on this machine.
        #[arg(long)]
        backup: PathBuf,
    },
    /// Make a new backup of the vault, with three new recovery papers, of which any two open it.
    Backup {
        #[arg(long)]
        out: PathBuf,
    },
    /// Restore the vault from a backup, with two of its recovery papers and a new passphrase, or with its old passphrase.
    Recover {
        backup: PathBuf,
        /// Restore the vault with its old passphrase, without papers.
        #[arg(long)]
        passphrase: bool,
    },
    /// Make, show or export this desk's keys.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Sign the roster, which names the handlers who open reports (with the root key), or publish it.
    #[command(subcommand)]
    Roster(RosterCommand),
    /// Sign the pages that reporters see (with the root key).
    #[command(subcommand)]
    Site(SiteCommand),
    /// Join an organisation: tell this desk the address of its intake, and the root key to trust.
    Join {
        /// The file of the organisation's root key: 64 hexadecimal digits.
        #[arg(long)]
        root: PathBuf,
        /// The intake's address for desks, such as http://NAME.onion.
        #[arg(long)]
        intake: String,
        /// The address of Tor's SOCKS proxy, such as socks5h://127.0.0.1:9050.
        #[arg(long)]
        proxy: Option<String>,
        /// The intake's address for reporters, such as http://NAME.onion. With it, this desk checks the pages that reporters see.
        #[arg(long)]
        site: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Make new keys, in a new vault in this desk's folder.
    New {
        /// A short name: a-z, 0-9 and -.
        #[arg(long)]
        id: String,
        /// The new file for the card, which goes to the holder of the root key.
        #[arg(long)]
        card: Option<PathBuf>,
        /// The new file for the public key alone, in the form in which a root key is given to desks and to the intake.
        #[arg(long)]
        public: Option<PathBuf>,
    },
    /// Print this desk's card and its fingerprint, which the holder of the root key compares with you by voice.
    Card,
    /// Print the private age key, for another age program that supports hybrid keys. Anybody who sees it can open reports.
    Export,
}

#[derive(Subcommand)]
pub enum RosterCommand {
    /// Sign a roster.
    Sign(RosterArguments),
    /// Sign the next roster: the last one, changed for people who join, leave, or have new keys.
    Next(NextArguments),
    /// Put a signed roster in force at the intake (with a handler's keys).
    Publish {
        /// The folder with roster.json and roster.sig.
        roster: PathBuf,
    },
}

#[derive(Args)]
pub struct RosterArguments {
    /// The organisation's name, as reporters know it.
    #[arg(long)]
    pub organisation: String,
    /// The serial number, higher than that of any roster before.
    #[arg(long)]
    pub serial: u64,
    /// The first day on which the roster is valid, such as 2026-11-22.
    #[arg(long)]
    pub from: Day,
    /// The last day on which the roster is valid.
    #[arg(long)]
    pub to: Day,
    /// A handler's card; give this option once for each handler.
    #[arg(long = "handler", required = true)]
    pub handlers: Vec<PathBuf>,
    /// A coordinator's card; give this option once for each coordinator, or not at all.
    #[arg(long = "coordinator")]
    pub coordinators: Vec<PathBuf>,
    /// How many handlers' cards a page must have before it seals a report. Without: 2, or 1 if there is one handler.
    #[arg(long)]
    pub least: Option<usize>,
    /// How many handlers must have a report before the intake forgets it, whoever else is away. Without: 2, or 1 if there is
    /// one handler.
    #[arg(long)]
    pub keep_until: Option<usize>,
    /// Mark the roster, and the pages that are built with it, as a demonstration.
    #[arg(long)]
    pub demo: bool,
    /// The folder for roster.json and roster.sig.
    #[arg(long)]
    pub out: PathBuf,
}

#[derive(Args)]
pub struct NextArguments {
    /// The folder with the last roster.
    #[arg(long)]
    pub last: PathBuf,
    /// The card of a handler who joins or has new keys.
    #[arg(long)]
    pub add: Vec<PathBuf>,
    /// The card of a coordinator who joins or has new keys, for the organisation's own releases or for joint ones.
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
    /// The last day on which the roster is valid. Without it, the day stays the same.
    #[arg(long)]
    pub to: Option<Day>,
    /// The folder for roster.json and roster.sig.
    #[arg(long)]
    pub out: PathBuf,
}

#[derive(Subcommand)]
pub enum SiteCommand {
    /// Put the organisation's name and root key into the built page, and sign every file.
    Build {
        /// The folder with the built page.
        #[arg(long, default_value = "frontend/dist")]
        page: PathBuf,
        /// The folder with the signed roster.
        #[arg(long)]
        roster: PathBuf,
        /// The address to which the page's button for leaving in a hurry leads.
        #[arg(long, default_value = "https://www.wikipedia.org/")]
        exit: String,
        /// The folder for the signed site.
        #[arg(long)]
        out: PathBuf,
    },
}
