//! The commands: what may be asked of the desk, and the verb that answers each.

use super::contribute::{self, ContributeError};
use super::desk::{Desk, DeskError};
use super::event::{Change, Label, State};
use super::keyring::NoRandomness;
use super::keyring::hybrid::identity_text;
use super::keyring::keys::Keys;
use super::keyring::passphrase::{self, NoPassphrase};
use super::keyring::vault::{self, VaultError};
use super::organisation::{self, OrganisationError};
use super::pull::{self, Joined, PullError};
use super::reply::{self, ReplyError};
use super::show;
use super::store::{Store, StoreError};
use super::view::{self, ViewError};
use super::words::Words;
use clap::{Args, Parser, Subcommand};
use sotto::code::{Code, Finding, Geo, Kind, Outcome, Target};
use sotto::day::Day;
use sotto::plan::{PlanError, SignedPlan};
use sotto::roster::{self, Roster};
use sotto::signed::{VerifyingKey, canonical};
use sotto::ticket::Ticket;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

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
    },
    /// Bring new reports here, and tell the intake that they are safe.
    Pull {
        /// Also keep each sealed report as it came in this folder, for other age programs.
        #[arg(long)]
        keep_sealed: Option<PathBuf>,
    },
    /// Print the queue.
    List {
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
    /// Code closed cases for the statistics, from fixed lists.
    Code(CodeArguments),
    /// Seal a reply to a reporter; its text comes from standard input.
    Reply {
        ticket: Ticket,
        /// Where the sealed reply goes.
        #[arg(long)]
        out: PathBuf,
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
struct RosterArguments {
    /// The organisation's name, as reporters know it.
    #[arg(long)]
    organisation: String,
    /// Higher than that of any roster before.
    #[arg(long)]
    serial: u64,
    /// The first day on which it holds, such as 2026-11-22.
    #[arg(long)]
    from: Day,
    /// The last one.
    #[arg(long)]
    to: Day,
    /// A handler's card; once for each.
    #[arg(long = "handler", required = true)]
    handlers: Vec<PathBuf>,
    /// A coordinator's card; twice, or not at all.
    #[arg(long = "coordinator")]
    coordinators: Vec<PathBuf>,
    /// Mark everything as a demonstration.
    #[arg(long)]
    demo: bool,
    /// The folder for roster.json and roster.sig.
    #[arg(long)]
    out: PathBuf,
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
        /// The folder for the signed site.
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Args)]
struct CodeArguments {
    #[arg(required = true)]
    tickets: Vec<Ticket>,
    /// Where, such as western-asia; `--geo help` prints the list.
    #[arg(long)]
    geo: Geo,
    /// What happened, such as phishing.
    #[arg(long)]
    kind: Kind,
    /// How sure the team is, such as probable.
    #[arg(long)]
    finding: Finding,
    /// Who was aimed at, such as journalist.
    #[arg(long)]
    target: Target,
    /// How it ended, such as secured.
    #[arg(long)]
    outcome: Outcome,
}

/// Why a command failed, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Passphrase(NoPassphrase),
    #[error("{0}")]
    Vault(VaultError),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("{0}")]
    Store(StoreError),
    #[error("{0}")]
    Desk(DeskError),
    #[error("{0}")]
    Pull(PullError),
    #[error("{0}")]
    Organisation(OrganisationError),
    #[error("{0}")]
    Contribute(ContributeError),
    #[error("{0}")]
    Plan(PlanError),
    #[error("{0}")]
    Reply(ReplyError),
    #[error("{0}")]
    View(ViewError),
    #[error("an id is 1 to 32 of a-z, 0-9 and -")]
    Id,
    #[error("{path} holds no root key: 64 hexadecimal digits", path = .0.display())]
    NoRoot(PathBuf),
    #[error("cannot read {0}: {1}")]
    Read(String, io::Error),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
    #[error("the clock shows no day that can be written; set it")]
    Clock,
    #[error("cannot start: {0}")]
    Start(io::Error),
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
        Command::Site(SiteCommand::Build { page, roster, out }) => {
            here.build_site(&page, &roster, &out)
        }
        Command::Join {
            root,
            intake,
            proxy,
        } => here.join(&root, intake, proxy),
        Command::Pull { keep_sealed } => return here.pull(keep_sealed.as_deref()),
        Command::List { json } => return here.list(json),
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
        } => here
            .desk()?
            .label(&[ticket], labels, remove)
            .map_err(Failure::Desk),
        Command::State { state, tickets } => here
            .desk()?
            .change(&tickets, &[Change::State(state)])
            .map_err(Failure::Desk),
        Command::Code(arguments) => here.code(&arguments),
        Command::Reply { ticket, out } => here.reply(ticket, &out),
        Command::Contribute { plan, out } => here.contribute(&plan, &out),
        Command::Serve { port } => here.serve(port),
    }?;
    Ok(false)
}

/// This desk's folder, its clock, and its voice.
struct Here {
    folder: PathBuf,
    passphrase_file: Option<PathBuf>,
    clock: fn() -> u64,
    say: fn(&str),
}

impl Here {
    fn vault(&self) -> PathBuf {
        self.folder.join("vault.json")
    }

    fn keys(&self) -> Result<Keys, Failure> {
        let passphrase =
            passphrase::ask(self.passphrase_file.as_deref()).map_err(Failure::Passphrase)?;
        vault::unlock(&self.vault(), &passphrase).map_err(Failure::Vault)
    }

    fn today(&self) -> Result<Day, Failure> {
        Day::of_unix((self.clock)()).map_err(|_| Failure::Clock)
    }

    fn desk(&self) -> Result<Desk, Failure> {
        self.desk_with(self.keys()?)
    }

    fn desk_with(&self, keys: Keys) -> Result<Desk, Failure> {
        let store = Store::open(&self.folder, keys).map_err(Failure::Store)?;
        Ok(Desk {
            store,
            today: self.today()?,
        })
    }

    fn new_key(&self, id: &str, card: Option<&Path>, public: Option<&Path>) -> Result<(), Failure> {
        if !roster::is_id(id) {
            return Err(Failure::Id);
        }
        let passphrase =
            passphrase::choose(self.passphrase_file.as_deref()).map_err(Failure::Passphrase)?;
        let made = DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder);
        made.map_err(|error| Failure::Write(self.folder.clone(), error))?;
        let keys = Keys::draw(id).map_err(Failure::Random)?;
        vault::make(&self.vault(), &passphrase, &keys).map_err(Failure::Vault)?;
        if let (Some(path), Some(person)) = (card, keys.card()) {
            write(path, &canonical(&person).map_err(Failure::Json)?)?;
        }
        if let Some(path) = public {
            write(path, format!("{}\n", keys.verifying_key()).as_bytes())?;
        }
        (self.say)(&format!(
            "Keys of {id} made. Compare aloud with whoever gets them: {}\n",
            keys.verifying_key()
        ));
        Ok(())
    }

    fn export_key(&self) -> Result<(), Failure> {
        let keys = self.keys()?;
        (self.say)(identity_text(&keys.identity).expose());
        (self.say)("\n");
        Ok(())
    }

    fn sign_roster(&self, arguments: RosterArguments) -> Result<(), Failure> {
        let cards = |paths: &[PathBuf]| {
            paths
                .iter()
                .map(|path| organisation::card(path))
                .collect::<Result<Vec<_>, _>>()
                .map_err(Failure::Organisation)
        };
        let roster = Roster {
            format: roster::FORMAT.to_owned(),
            demo: arguments.demo,
            handlers: cards(&arguments.handlers)?,
            coordinators: cards(&arguments.coordinators)?,
            organisation: arguments.organisation,
            serial: arguments.serial,
            not_before: arguments.from,
            not_after: arguments.to,
        };
        organisation::sign_roster(&self.keys()?, &roster, &arguments.out)
            .map_err(Failure::Organisation)?;
        (self.say)(&format!(
            "Roster {} signed: {} handlers, until {}.\n",
            roster.serial,
            roster.handlers.len(),
            roster.not_after
        ));
        Ok(())
    }

    fn build_site(&self, page: &Path, roster: &Path, out: &Path) -> Result<(), Failure> {
        let root = self.keys()?;
        let roster = organisation::read_roster(&root, roster).map_err(Failure::Organisation)?;
        let files =
            organisation::build_site(&root, &roster, page, out).map_err(Failure::Organisation)?;
        (self.say)(&format!(
            "Site of {} signed: {files} files.\n",
            roster.organisation
        ));
        Ok(())
    }

    fn join(&self, root: &Path, intake: String, proxy: Option<String>) -> Result<(), Failure> {
        let text = fs::read_to_string(root)
            .map_err(|error| Failure::Read(root.display().to_string(), error))?;
        let root = VerifyingKey::parse(&text).map_err(|_| Failure::NoRoot(root.to_owned()))?;
        let joined = Joined {
            root,
            intake,
            proxy,
            serial: 0,
        };
        super::client::Intake::new(&joined.intake, joined.proxy.as_deref())
            .map_err(PullError::Client)
            .map_err(Failure::Pull)?;
        pull::join(&self.desk()?, &joined).map_err(Failure::Pull)
    }

    fn pull(&self, keep: Option<&Path>) -> Result<bool, Failure> {
        let mut desk = self.desk()?;
        if let Some(folder) = keep {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(folder)
                .map_err(|error| Failure::Write(folder.to_owned(), error))?;
        }
        let pulled = pull::pull_now(&mut desk, (self.clock)(), keep).map_err(Failure::Pull)?;
        (self.say)(&format!("{} new.\n", pulled.new.len()));
        for ticket in &pulled.unopened {
            (self.say)(&format!(
                "{ticket} does not open: sealed to others, or changed on its way. The intake keeps it.\n"
            ));
        }
        for ticket in &pulled.incomplete {
            (self.say)(&format!(
                "{ticket} lacks pieces of its files. Pull again later.\n"
            ));
        }
        Ok(!pulled.unopened.is_empty())
    }

    fn list(&self, json: bool) -> Result<bool, Failure> {
        let desk = self.desk()?;
        let rows = show::queue(&desk, &Words::new()).map_err(Failure::Desk)?;
        let text = if json {
            to_json(&rows)?
        } else {
            show::queue_as_text(&rows)
        };
        (self.say)(&text);
        Ok(!desk.store.unopened().map_err(Failure::Store)?.is_empty())
    }

    fn show(&self, ticket: Ticket, json: bool) -> Result<(), Failure> {
        let exact = json || !io::stdout().is_terminal();
        let shown =
            show::report(&self.desk()?, &Words::new(), ticket, exact).map_err(Failure::Desk)?;
        let text = if json {
            to_json(&shown)?
        } else {
            show::as_text(&shown)
        };
        (self.say)(&text);
        Ok(())
    }

    fn attachment(&self, ticket: Ticket, number: usize, out: &Path) -> Result<(), Failure> {
        self.desk()?
            .write_attachment(ticket, number, out)
            .map_err(Failure::Desk)?;
        (self.say)(&format!(
            "{} is in clear on this disk now. Do not open it on this machine.\n",
            out.display()
        ));
        Ok(())
    }

    fn code(&self, arguments: &CodeArguments) -> Result<(), Failure> {
        let CodeArguments {
            tickets,
            geo,
            kind,
            finding,
            target,
            outcome,
        } = arguments;
        let code = Code {
            geo: *geo,
            kind: *kind,
            finding: *finding,
            target: *target,
            outcome: *outcome,
        };
        self.desk()?.code(tickets, code).map_err(Failure::Desk)
    }

    fn reply(&self, ticket: Ticket, out: &Path) -> Result<(), Failure> {
        let mut text = String::new();
        io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Failure::Read("standard input".to_owned(), error))?;
        let told = self.desk()?.told(ticket).map_err(Failure::Desk)?;
        write(out, &reply::seal(&told, &text).map_err(Failure::Reply)?)
    }

    fn contribute(&self, plan: &Path, out: &Path) -> Result<(), Failure> {
        let bytes =
            fs::read(plan).map_err(|error| Failure::Read(plan.display().to_string(), error))?;
        let plan = SignedPlan::verify(&bytes).map_err(Failure::Plan)?;
        let mut desk = self.desk()?;
        let roster = pull::roster(&desk).map_err(Failure::Pull)?;
        let counted = contribute::count(&desk, &plan).map_err(Failure::Contribute)?;
        let shares =
            contribute::seal(&desk, &plan, &roster, &counted).map_err(Failure::Contribute)?;
        for (number, share) in shares.iter().enumerate() {
            write(
                &out.join(format!("contribution-{}.json", number + 1)),
                &canonical(share).map_err(Failure::Json)?,
            )?;
        }
        contribute::mark(&mut desk, &plan, &counted).map_err(Failure::Contribute)?;
        (self.say)(&counted.in_words(&plan));
        Ok(())
    }

    fn serve(&self, port: u16) -> Result<(), Failure> {
        let keys = self.keys()?;
        let again = Keys::from_bytes(&keys.to_bytes())
            .map_err(VaultError::NoKeys)
            .map_err(Failure::Vault)?;
        let desks = [self.desk_with(keys)?, self.desk_with(again)?];
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Failure::Start)?;
        let opened = |path: &Path| {
            (self.say)(&format!(
                "Open this file in a browser on this machine: {}\n",
                path.display()
            ))
        };
        let served = runtime.block_on(view::serve(desks, port, &self.folder, self.clock, opened));
        // A pull that is under way is not waited for: it goes on with the next.
        runtime.shutdown_background();
        served.map_err(Failure::View)
    }
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(Failure::Json)
}

/// Writes a new file that only its owner can read. An existing one is never overwritten.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let write = || {
        if let Some(folder) = path.parent() {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(folder)?;
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(bytes).and_then(|()| file.sync_all())
    };
    write().map_err(|error| Failure::Write(path.to_owned(), error))
}
