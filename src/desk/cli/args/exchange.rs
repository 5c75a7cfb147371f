//! What is asked to leave the desk, and what is taken in from other organisations.

use crate::display::export::Form;
use crate::handover::part::Part;
use clap::{Args, Subcommand};
use sotto::ticket::Ticket;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum ExchangeCommand {
    /// Reply to the reporter of a case: seal the reply and pin it to the board; its text comes from standard input.
    Reply {
        ticket: Ticket,
        /// Instead, retract the reply of this number, as `show` counts them.
        #[arg(long)]
        take_down: Option<u32>,
    },
    /// Submit statistics: count the closed cases of a plan's period, and seal a share of the counts to each coordinator.
    Contribute {
        /// The plan that its coordinators signed.
        plan: PathBuf,
        /// A folder for what goes to the coordinators, to be sent by hand: a file for each, and the signed roster. Without, it
        /// goes by the intake alone.
        #[arg(long)]
        out: Option<PathBuf>,
        /// The plan that this one replaces, before anything was released by it: what was counted for it is free again. The
        /// coordinators tell you; their ledgers release only one of the two.
        #[arg(long)]
        instead_of: Option<PathBuf>,
        /// Print what would leave, and do nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Share with a partner organisation: seal a case, or parts of it, to its age key.
    HandOver(HandOverArguments),
    /// Take in a case that another organisation handed over, share it with the team, and write the receipt for it.
    Import {
        package: PathBuf,
        /// Where to write the receipt.
        #[arg(long)]
        receipt: PathBuf,
    },
    /// Record the receipt of another organisation.
    Receipt { receipt: PathBuf },
    /// Write out the indicators of cases for other programs: nothing of who told them, and no telephone number or address of mail that is not marked as the attacker's.
    Traces {
        /// text, csv, stix or misp.
        #[arg(long, default_value = "text")]
        form: Form,
        query: Vec<String>,
    },
    /// Write out what must be kept of a case; with --narrative, which two must agree to, all of it.
    Export {
        ticket: Ticket,
        #[arg(long)]
        narrative: bool,
        /// A new file. It is then in clear on this disk.
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Args)]
pub struct HandOverArguments {
    pub ticket: Ticket,
    /// The other organisation's name.
    #[arg(long)]
    pub to: String,
    /// Its age key: age1pq1…, or age1…
    #[arg(long)]
    pub key: String,
    /// What is given: indicators, facts, narrative, files.
    #[arg(long, value_delimiter = ',', required = true)]
    pub parts: Vec<Part>,
    /// The new file to be sent.
    #[arg(long, required_unless_present = "dry_run")]
    pub out: Option<PathBuf>,
    /// Print exactly what would be given, and do nothing.
    #[arg(long)]
    pub dry_run: bool,
}
