//! The commands: what may be asked of the desk. The verbs that answer are in [`super::here`].

use super::change::{self, Act, Change, Priority, State, Vetting};
use super::here::{Failure, Here};
use super::label::Label;
use clap::{Args, Parser, Subcommand};
use sotto::code::{
    Actor, Asset, Attribution, Code, Finding, Geo, Kind, Outcome, Response, Target, Tool, Vector,
};
use sotto::day::Day;
use sotto::ticket::Ticket;
use std::path::PathBuf;

/// Pulls, opens and triages reports. Exit codes: 0 done, 1 failed, 2 something did not open, 64 not understood.
#[derive(Parser)]
#[command(name = "sotto-desk", version)]
pub struct Arguments {
    /// Where this desk keeps what is its own.
    #[arg(long, global = true, env = "SOTTO_DESK", default_value = "sotto-desk")]
    folder: PathBuf,
    /// A file with the passphrase, readable by its owner alone; without, it is asked for.
    #[arg(long, global = true, env = "SOTTO_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
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
    /// Add a note to a case; its text comes from standard input.
    Note { ticket: Ticket },
    /// Record what the reporter agreed to outside the form; in words, from standard input.
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
    /// Count the closed cases of a plan's period, and seal two shares of the counts.
    Contribute {
        /// The plan that both coordinators signed.
        plan: PathBuf,
        /// The folder for contribution-1.json and contribution-2.json.
        #[arg(long)]
        out: PathBuf,
    },
    /// Serve the local page for this handler's browser.
    Serve {
        #[arg(long, default_value_t = 8430)]
        port: u16,
    },
}

#[derive(Subcommand)]
enum KeyCommand {
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
    /// Print the private age key, for an age program that knows hybrid keys. Whoever sees it can open reports.
    Export,
}

#[derive(Subcommand)]
enum RosterCommand {
    /// Sign a roster.
    Sign(RosterArguments),
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
enum SiteCommand {
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
    /// Where, such as western-asia. A word that is not in a list is answered with the list.
    #[arg(long)]
    pub geo: Geo,
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
            geo: self.geo,
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

/// Runs a command. Answers whether something did not open.
pub fn run(arguments: Arguments, clock: fn() -> u64, say: fn(&str)) -> Result<bool, Failure> {
    let Arguments {
        folder,
        passphrase_file,
        command,
    } = arguments;
    let here = Here {
        folder,
        passphrase_file,
        clock,
        say,
    };
    match command {
        Command::Key(KeyCommand::New { id, card, public }) => {
            here.new_key(&id, card.as_deref(), public.as_deref())
        }
        Command::Key(KeyCommand::Export) => here.export_key(),
        Command::Roster(RosterCommand::Sign(arguments)) => here.sign_roster(arguments),
        Command::Site(SiteCommand::Build {
            page,
            roster,
            exit,
            out,
        }) => here.build_site(&page, &roster, &exit, &out),
        Command::Join {
            root,
            intake,
            proxy,
            site,
        } => here.join(&root, intake, proxy, site),
        Command::Pull { keep_sealed } => return here.pull(keep_sealed.as_deref()),
        Command::List { query, json } => return here.list(&query.join(" "), json),
        Command::Show { ticket, json } => here.show(ticket, json),
        Command::Attachment {
            ticket,
            number,
            out,
        } => here.attachment(ticket, number, &out),
        Command::Label {
            ticket,
            labels,
            remove,
        } => here.label(ticket, labels, remove),
        Command::State { state, tickets } => here.set_state(state, &tickets),
        Command::Outcome { outcome, tickets } => here.set_outcome(outcome, &tickets),
        Command::Vetting { vetting, tickets } => here.set_vetting(vetting, &tickets),
        Command::Priority { priority, tickets } => {
            let priority = match priority.as_str() {
                "suggested" => None,
                word => Some(word.parse::<Priority>().map_err(Failure::Word)?),
            };
            here.set_priority(priority, &tickets)
        }
        Command::Assign { owner, tickets } => {
            here.assign(Some(owner).filter(|owner| owner != "nobody"), &tickets)
        }
        Command::Link {
            ticket,
            other,
            remove,
        } => here.link(ticket, other, remove),
        Command::Note { ticket } => here.note(ticket, Change::Note),
        Command::Consent { ticket } => here.note(ticket, Change::Consent),
        Command::Propose { act, ticket } => here.propose(act, ticket),
        Command::Agree { act, ticket } => here.answer_proposal(act, ticket, true),
        Command::Refuse { act, ticket } => here.answer_proposal(act, ticket, false),
        Command::Code(arguments) => here.code(&arguments),
        Command::Reply { ticket, take_down } => here.reply(ticket, take_down),
        Command::Contribute { plan, out } => here.contribute(&plan, &out),
        Command::Serve { port } => here.serve(port),
    }?;
    Ok(false)
}
