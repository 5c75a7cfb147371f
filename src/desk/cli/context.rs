//! What each command does: at this folder, with these keys, on this day.

use crate::admin::site::OrganisationError;
use crate::cases::query::NoField;
use crate::client;
use crate::handover::package::HandoverError;
use crate::indicators::lists::FeedError;
use crate::keyring::NoRandomness;
use crate::keyring::file::{make_folder, write_new};
use crate::keyring::keys::Keys;
use crate::keyring::passphrase;
use crate::keyring::passphrase::NoPassphrase;
use crate::keyring::recovery::RecoveryError;
use crate::keyring::vault;
use crate::keyring::vault::VaultError;
use crate::model::change::NotAWord;
use crate::numbers::contribute::ContributeError;
use crate::page::handlers as view;
use crate::page::handlers::ViewError;
use crate::remote::notices as notice;
use crate::remote::pull::reports as pull;
use crate::remote::pull::reports::{Joined, Locked, Progress, PullError, Shared};
use crate::remote::reply::board::ReplyError;
use crate::session::unlocked::{Desk, DeskError};
use crate::store::{Store, StoreError};
use sotto::day::Day;
use sotto::signed::VerifyingKey;
use sotto::ticket::Ticket;
use std::fs;
use std::io::{self, Read};
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
    Reply(ReplyError),
    #[error("{0}")]
    View(ViewError),
    #[error("{0}")]
    Recovery(RecoveryError),
    #[error("{0}")]
    Handover(HandoverError),
    #[error("{0}")]
    Feed(FeedError),
    #[error("nobody in the roster is called {0}; nothing was signed")]
    UnknownHandler(String),
    #[error("{0} has not asked for the open cases; with --unasked they are shared all the same")]
    NotAsked(String),
    #[error(
        "what was told leaves the team only when two agree; run `sotto-desk propose narrative {0}` first"
    )]
    NotAgreed(Ticket),
    #[error("{0}")]
    Search(NoField),
    #[error("{0}")]
    Word(NotAWord),
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

impl From<Locked> for Failure {
    fn from(_: Locked) -> Self {
        Self::Pull(PullError::Locked)
    }
}

impl Here {
    pub fn vault(&self) -> PathBuf {
        self.folder.join("vault.json")
    }

    pub fn keys(&self) -> Result<Keys, Failure> {
        let passphrase =
            passphrase::ask(self.passphrase_file.as_deref()).map_err(Failure::Passphrase)?;
        vault::unlock(&self.vault(), &passphrase).map_err(Failure::Vault)
    }

    pub fn today(&self) -> Result<Day, Failure> {
        Day::of_unix((self.clock)()).map_err(|_| Failure::Clock)
    }

    pub fn desk(&self) -> Result<Desk, Failure> {
        self.desk_with(self.keys()?)
    }

    fn desk_with(&self, keys: Keys) -> Result<Desk, Failure> {
        open_desk(&self.folder, keys, self.today()?)
    }

    pub fn shared(&self) -> Result<Shared, Failure> {
        Ok(Shared::new(Some(self.desk()?)))
    }

    pub fn join(
        &self,
        root: &Path,
        intake: String,
        proxy: Option<String>,
        site: Option<String>,
    ) -> Result<(), Failure> {
        let text = fs::read_to_string(root)
            .map_err(|error| Failure::Read(root.display().to_string(), error))?;
        let root = VerifyingKey::parse(&text).map_err(|_| Failure::NoRoot(root.to_owned()))?;
        for address in std::iter::once(&intake).chain(&site) {
            client::Intake::new(address, proxy.as_deref())
                .map_err(PullError::Client)
                .map_err(Failure::Pull)?;
        }
        let desk = self.desk()?;
        // Joining again must not make an old roster good again.
        let before = pull::joined(&desk.store)
            .ok()
            .filter(|before| before.root == root);
        let joined = Joined {
            root,
            intake,
            proxy,
            serial: before.as_ref().map_or(0, |before| before.serial),
            site: site.or(before.and_then(|before| before.site)),
        };
        pull::join(&desk, &joined).map_err(Failure::Pull)
    }

    pub fn pull(&self, keep: Option<&Path>) -> Result<bool, Failure> {
        let desk = self.shared()?;
        if let Some(folder) = keep {
            make_folder(folder).map_err(|error| Failure::Write(folder.to_owned(), error))?;
        }
        let progress = Progress::default();
        let pulled = pull::pull_now(&desk, self.clock, keep, &progress).map_err(Failure::Pull)?;
        (self.say)(&format!("{} new.\n", pulled.new.len()));
        if pulled.changes > 0 {
            (self.say)(&format!("{} changes by colleagues.\n", pulled.changes));
        }
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
        desk.at(|desk| self.say_notices(desk))?;
        Ok(!pulled.unopened.is_empty())
    }

    /// What stands on standard input.
    pub fn read_text(&self) -> Result<String, Failure> {
        let mut text = String::new();
        io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Failure::Read("standard input".to_owned(), error))?;
        Ok(text)
    }

    /// Says what should not be. Everybody who looks at cases hears it.
    pub fn say_notices(&self, desk: &Desk) -> Result<(), Failure> {
        for notice in notice::all(desk).map_err(Failure::Desk)? {
            (self.say)(&format!("Attention: {notice}\n"));
        }
        Ok(())
    }

    pub fn serve(&self, port: u16, lock_after: u64) -> Result<(), Failure> {
        let desk = self.shared()?;
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
        let served = runtime.block_on(view::serve(
            desk,
            port,
            &self.folder,
            self.clock,
            lock_after,
            opened,
        ));
        // A pull that is under way is not waited for: it goes on with the next.
        runtime.shutdown_background();
        served.map_err(Failure::View)
    }
}

/// Opens all that rests in this folder.
pub fn open_desk(folder: &Path, keys: Keys, today: Day) -> Result<Desk, Failure> {
    let store = Store::open(folder, keys).map_err(Failure::Store)?;
    let root = pull::joined(&store).ok().map(|joined| joined.root);
    Desk::open(store, today, root.as_ref()).map_err(Failure::Desk)
}

pub fn to_json<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(Failure::Json)
}

pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_new(path, bytes).map_err(|error| Failure::Write(path.to_owned(), error))
}
