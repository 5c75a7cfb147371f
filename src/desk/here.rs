//! What each command does: at this folder, with these keys, on this day.

use super::client;
use super::commands::{CodeArguments, RosterArguments};
use super::contribute::{self, ContributeError};
use super::desk::{Desk, DeskError};
use super::keyring::NoRandomness;
use super::keyring::file::{make_folder, write_new};
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
use sotto::day::Day;
use sotto::plan::{PlanError, SignedPlan};
use sotto::roster::{self, Roster};
use sotto::signed::{VerifyingKey, canonical};
use sotto::ticket::Ticket;
use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

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
    #[error("--exit is no address of a page; write it as https://example.org/")]
    Exit,
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

/// This desk's folder, its clock, and its voice.
pub struct Here {
    pub folder: PathBuf,
    pub passphrase_file: Option<PathBuf>,
    pub clock: fn() -> u64,
    pub say: fn(&str),
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

    pub fn desk(&self) -> Result<Desk, Failure> {
        self.desk_with(self.keys()?)
    }

    fn desk_with(&self, keys: Keys) -> Result<Desk, Failure> {
        let store = Store::open(&self.folder, keys).map_err(Failure::Store)?;
        Ok(Desk {
            store,
            today: self.today()?,
        })
    }

    pub fn new_key(
        &self,
        id: &str,
        card: Option<&Path>,
        public: Option<&Path>,
    ) -> Result<(), Failure> {
        if !roster::is_id(id) {
            return Err(Failure::Id);
        }
        let passphrase =
            passphrase::choose(self.passphrase_file.as_deref()).map_err(Failure::Passphrase)?;
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

    pub fn export_key(&self) -> Result<(), Failure> {
        let keys = self.keys()?;
        (self.say)(identity_text(&keys.identity).expose());
        (self.say)("\n");
        Ok(())
    }

    pub fn sign_roster(&self, arguments: RosterArguments) -> Result<(), Failure> {
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

    pub fn build_site(
        &self,
        page: &Path,
        roster: &Path,
        exit: &str,
        out: &Path,
    ) -> Result<(), Failure> {
        if !exit.starts_with("https://") && !exit.starts_with("http://") {
            return Err(Failure::Exit);
        }
        let root = self.keys()?;
        let roster = organisation::read_roster(&root, roster).map_err(Failure::Organisation)?;
        let files = organisation::build_site(&root, &roster, page, exit, out)
            .map_err(Failure::Organisation)?;
        (self.say)(&format!(
            "Site of {} signed: {files} files.\n",
            roster.organisation
        ));
        Ok(())
    }

    pub fn join(&self, root: &Path, intake: String, proxy: Option<String>) -> Result<(), Failure> {
        let text = fs::read_to_string(root)
            .map_err(|error| Failure::Read(root.display().to_string(), error))?;
        let root = VerifyingKey::parse(&text).map_err(|_| Failure::NoRoot(root.to_owned()))?;
        client::Intake::new(&intake, proxy.as_deref())
            .map_err(PullError::Client)
            .map_err(Failure::Pull)?;
        let desk = self.desk()?;
        // Joining again must not make an old roster good again.
        let before = pull::joined(&desk)
            .ok()
            .filter(|before| before.root == root);
        let serial = before.map_or(0, |before| before.serial);
        pull::join(
            &desk,
            &Joined {
                root,
                intake,
                proxy,
                serial,
            },
        )
        .map_err(Failure::Pull)
    }

    pub fn pull(&self, keep: Option<&Path>) -> Result<bool, Failure> {
        let mut desk = self.desk()?;
        if let Some(folder) = keep {
            make_folder(folder).map_err(|error| Failure::Write(folder.to_owned(), error))?;
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

    pub fn list(&self, json: bool) -> Result<bool, Failure> {
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

    pub fn show(&self, ticket: Ticket, json: bool) -> Result<(), Failure> {
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

    pub fn attachment(&self, ticket: Ticket, number: usize, out: &Path) -> Result<(), Failure> {
        self.desk()?
            .write_attachment(ticket, number, out)
            .map_err(Failure::Desk)?;
        (self.say)(&format!(
            "{} is in clear on this disk now. Do not open it on this machine.\n",
            out.display()
        ));
        Ok(())
    }

    pub fn code(&self, arguments: &CodeArguments) -> Result<(), Failure> {
        self.desk()?
            .code(&arguments.tickets, arguments.code())
            .map_err(Failure::Desk)
    }

    pub fn reply(&self, ticket: Ticket, take_down: Option<u32>) -> Result<(), Failure> {
        if let Some(n) = take_down {
            reply::take_down(&mut self.desk()?, ticket, n, (self.clock)())
                .map_err(Failure::Reply)?;
            (self.say)(&format!(
                "Reply {n} is taken down. Whether it was read before, nobody knows.\n"
            ));
            return Ok(());
        }
        let mut text = String::new();
        io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Failure::Read("standard input".to_owned(), error))?;
        let n = reply::post(&mut self.desk()?, ticket, &text, (self.clock)())
            .map_err(Failure::Reply)?;
        (self.say)(&format!(
            "Reply {n} is posted. Sotto cannot know whether it is read.\n"
        ));
        Ok(())
    }

    pub fn contribute(&self, plan: &Path, out: &Path) -> Result<(), Failure> {
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

    pub fn serve(&self, port: u16) -> Result<(), Failure> {
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

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_new(path, bytes).map_err(|error| Failure::Write(path.to_owned(), error))
}
