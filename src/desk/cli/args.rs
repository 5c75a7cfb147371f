//! The commands: what may be asked of the desk.

use crate::display::export::Form;
use crate::handover::part::Part;
use crate::model::change;
use crate::model::change::{Act, State, Vetting};
use crate::model::label::Label;
use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use sotto::code::country::Country;
use sotto::code::{
    Actor, Asset, Attribution, Code, Finding, Geo, Kind, Outcome, Response, Target, Tool, Vector,
};
use sotto::day::Day;
use sotto::ticket::Ticket;
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
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
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
    /// Bring new reports here, and tell the intake that they are safe.
    Pull {
        /// Also keep each sealed report as it came in this folder, for other age programs.
        #[arg(long)]
        keep_sealed: Option<PathBuf>,
    },
    /// Print the queue, or the cases in which all of the words are found, such as: list state:open "zero click".
    #[command(alias = "search")]
    List {
        query: Vec<String>,
        #[arg(long)]
        json: bool,
    },
    /// Print a report. Into a file or a pipe, byte for byte; on a terminal, with what is dangerous named.
    Show {
        ticket: Ticket,
        #[arg(long)]
        json: bool,
    },
    /// Write an attachment to a new file. It is then in clear on this disk.
    Attachment {
        ticket: Ticket,
        /// Counted from 1, as `show` prints them.
        number: usize,
        #[arg(long)]
        out: PathBuf,
    },
    /// Add labels to a case, such as threat:phishing or campaign:blue.
    Label {
        ticket: Ticket,
        #[arg(required = true)]
        labels: Vec<Label>,
        /// Take them away instead.
        #[arg(long)]
        remove: bool,
    },
    /// Set how far cases have come: new, open, waiting-reporter, waiting-partner, resolved, closed.
    State {
        state: State,
        #[arg(required = true)]
        tickets: Vec<Ticket>,
    },
    /// Say how cases ended: confirmed-spyware, confirmed-phishing, inconclusive, and so on.
    Outcome {
        outcome: change::Outcome,
        #[arg(required = true)]
        tickets: Vec<Ticket>,
    },
    /// Say whether the team knows whom it deals with: not-started, in-progress, vouched, declined, not-needed.
    Vetting {
        vetting: Vetting,
        #[arg(required = true)]
        tickets: Vec<Ticket>,
    },
    /// Decide how soon cases need somebody: p1, p2, p3, p4; or `suggested` again.
    Priority {
        priority: String,
        #[arg(required = true)]
        tickets: Vec<Ticket>,
    },
    /// Give cases to a handler of the roster; or to `nobody`.
    Assign {
        owner: String,
        #[arg(required = true)]
        tickets: Vec<Ticket>,
    },
    /// Link a case with another.
    Link {
        ticket: Ticket,
        other: Ticket,
        /// Undo that instead.
        #[arg(long)]
        remove: bool,
    },
    /// Mark telephone numbers, addresses of mail or links as the attacker's: only then do they leave the team.
    Mark {
        ticket: Ticket,
        /// As `show` prints them.
        #[arg(required = true)]
        indicators: Vec<String>,
        /// Undo that instead.
        #[arg(long)]
        remove: bool,
    },
    /// Add a note to a case; its text comes from standard input.
    Note { ticket: Ticket },
    /// Submission what the reporter agreed to outside the form; in words, from standard input.
    Consent { ticket: Ticket },
    /// Propose what a second handler must agree to: purge, or narrative (to let what was told leave the team).
    Propose { act: Act, ticket: Ticket },
    /// Agree to what another handler proposed.
    Agree { act: Act, ticket: Ticket },
    /// Refuse what was proposed.
    Refuse { act: Act, ticket: Ticket },
    /// Code closed cases for the statistics, from fixed lists.
    Code(CodeArguments),
    /// Seal a reply to a reporter and pin it to the board; its text comes from standard input.
    Reply {
        ticket: Ticket,
        /// Instead, take the reply of this number down again, as `show` counts them.
        #[arg(long)]
        take_down: Option<u32>,
    },
    /// Count the closed cases of a plan's period, and seal a share of the counts to each coordinator.
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
    /// Seal a case, or parts of it, to another organisation's age key.
    HandOver(HandOverArguments),
    /// Take in a case that another organisation handed over, share it with the team, and write the receipt for it.
    Import {
        package: PathBuf,
        /// Where to write the receipt.
        #[arg(long)]
        receipt: PathBuf,
    },
    /// Submission the receipt of another organisation.
    Receipt { receipt: PathBuf },
    /// Write out the traces of cases for other programs: nothing of who told them, and no telephone number or address of mail that is not marked as the attacker's.
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
    /// Print the closed cases that have been kept for as long as their outcome asks for.
    Due,
    /// Load a list of known traces: STIX 2.1, MISP, CSV, or one a line. Nothing is asked of anybody.
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
    /// The last day on which it holds; without, as before.
    #[arg(long)]
    pub to: Option<Day>,
    /// The folder for roster.json and roster.sig.
    #[arg(long)]
    pub out: PathBuf,
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
    /// You have seen to what should not be.
    Dismiss,
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
    /// Mark everything as a demonstration.
    #[arg(long)]
    pub demo: bool,
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

#[derive(Args)]
pub struct CodeArguments {
    #[arg(required = true)]
    pub tickets: Vec<Ticket>,
    /// Where, such as western-asia. A word that is not in a list is answered with the list. Without: where the country is.
    #[arg(long)]
    pub geo: Option<Geo>,
    /// In which country, by its two letters, such as EG.
    #[arg(long, default_value = "unknown")]
    pub country: Country,
    /// What happened, such as phishing.
    #[arg(long)]
    pub kind: Kind,
    /// How sure the team is, such as probable.
    #[arg(long)]
    pub finding: Finding,
    /// Who was aimed at, such as journalist.
    #[arg(long)]
    pub target: Target,
    /// With what, such as nso.
    #[arg(long, default_value = "unknown")]
    pub tool: Tool,
    /// How firmly it can be laid at somebody's door.
    #[arg(long, default_value = "none")]
    pub attribution: Attribution,
    /// Who did it, such as domestic-state.
    #[arg(long, default_value = "unknown")]
    pub actor: Actor,
    /// What was hit, such as android.
    #[arg(long, default_value = "unknown")]
    pub asset: Asset,
    /// By which way, such as link.
    #[arg(long, default_value = "unknown")]
    pub vector: Vector,
    /// How long it took to answer, such as under-24-hours.
    #[arg(long, default_value = "not-applicable")]
    pub response: Response,
    /// How it ended, such as secured.
    #[arg(long)]
    pub outcome: Outcome,
}

impl CodeArguments {
    /// The facts, without the cases that they are of.
    pub fn code(&self) -> Code {
        Code {
            geo: self.geo.unwrap_or_else(|| self.country.region()),
            country: self.country,
            kind: self.kind,
            finding: self.finding,
            tool: self.tool,
            attribution: self.attribution,
            actor: self.actor,
            target: self.target,
            asset: self.asset,
            vector: self.vector,
            outcome: self.outcome,
            response: self.response,
        }
    }
}
