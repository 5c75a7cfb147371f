//! Defines the commands that send something out of the desk, or take something in from another organisation.

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
        /// The file of the plan that its coordinators signed.
        plan: PathBuf,
        /// A folder for a sealed file for each coordinator and the signed roster, to be sent by hand. Without it, the shares go through
        /// the intake alone.
        #[arg(long)]
        out: Option<PathBuf>,
        /// The file of the plan that this one replaces, if the coordinators say that it does. Cases that were counted for that plan are
        /// counted again.
        #[arg(long)]
        instead_of: Option<PathBuf>,
        /// Print what would be counted and sealed, and do nothing else.
        #[arg(long)]
        dry_run: bool,
    },
    /// Share with a partner organisation: seal a case, or parts of it, to its age key.
    HandOver(HandOverArguments),
    /// Take in a case that another organisation handed over, share it with the team, and write a signed receipt.
    Import {
        package: PathBuf,
        /// The new file for the receipt.
        #[arg(long)]
        receipt: PathBuf,
    },
    /// Record another organisation's receipt for a case that you handed over.
    Receipt { receipt: PathBuf },
    /// Print the indicators of cases for other programs: nothing about reporters, and only those telephone numbers and mail addresses that are marked as the attacker's.
    Traces {
        /// The form: text, csv, stix or misp.
        #[arg(long, default_value = "text")]
        form: Form,
        query: Vec<String>,
    },
    /// Write the record of a case that must be kept after it is purged. With --narrative, write the whole case; two handlers must agree to that.
    Export {
        ticket: Ticket,
        #[arg(long)]
        narrative: bool,
        /// The new file. It is not encrypted.
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Args)]
pub struct HandOverArguments {
    pub ticket: Ticket,
    /// The name of the other organisation.
    #[arg(long)]
    pub to: String,
    /// The age key of the other organisation: age1pq1…, or age1…
    #[arg(long)]
    pub key: String,
    /// The parts to hand over: indicators, facts, narrative, files.
    #[arg(long, value_delimiter = ',', required = true)]
    pub parts: Vec<Part>,
    /// The new file to send to the other organisation.
    #[arg(long, required_unless_present = "dry_run")]
    pub out: Option<PathBuf>,
    /// Print exactly what would be handed over, and do nothing else.
    #[arg(long)]
    pub dry_run: bool,
}
