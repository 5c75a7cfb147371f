//! The surroundings of every command: the desk's folder, its clock, and its output.

pub use crate::cli::failure::Failure;
use crate::client;
use crate::keyring::file::{make_folder, write_new};
use crate::keyring::keys::Keys;
use crate::keyring::passphrase;
use crate::keyring::vault;
use crate::page::server;
use crate::remote::alerts;
use crate::remote::error::PullError;
use crate::remote::progress::Progress;
use crate::remote::round;
use crate::session::membership;
use crate::session::membership::Joined;
use crate::session::open::open_session;
use crate::session::shared::SharedSession;
use crate::session::unlocked::Session;
use crate::text::messages::DeskMessages;
use sotto::day::Day;
use sotto::signed::VerifyingKey;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The desk's folder, its clock, and its output. Each command is a method.
pub struct Context {
    pub folder: PathBuf,
    pub passphrase_file: Option<PathBuf>,
    /// Returns the time, in seconds since the Unix epoch.
    pub clock: fn() -> u64,
    /// Prints a text.
    pub say: fn(&str),
    pub messages: DeskMessages,
}

impl Context {
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

    pub fn session(&self) -> Result<Session, Failure> {
        self.session_with(self.keys()?)
    }

    fn session_with(&self, keys: Keys) -> Result<Session, Failure> {
        open_session(&self.folder, keys, self.today()?).map_err(Failure::Session)
    }

    pub fn shared(&self) -> Result<SharedSession, Failure> {
        Ok(SharedSession::new(Some(self.session()?)))
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
        let session = self.session()?;
        // After joining again, older rosters are still refused.
        let before = membership::joined(&session.store)
            .ok()
            .filter(|before| before.root == root);
        let joined = Joined {
            root,
            intake,
            proxy,
            serial: before.as_ref().map_or(0, |before| before.serial),
            site: site.or(before.and_then(|before| before.site)),
        };
        membership::join(&session, &joined).map_err(Failure::Session)
    }

    pub fn pull(&self, keep: Option<&Path>) -> Result<bool, Failure> {
        let session = self.shared()?;
        if let Some(folder) = keep {
            make_folder(folder).map_err(|error| Failure::Write(folder.to_owned(), error))?;
        }
        let progress = Progress::default();
        let pulled =
            round::pull_now(&session, self.clock, keep, &progress).map_err(Failure::Pull)?;
        self.tell_count::<&str>("cli-new-reports", pulled.new.len(), &[]);
        if pulled.changes > 0 {
            self.tell_count::<&str>("cli-changes", pulled.changes, &[]);
        }
        for ticket in &pulled.unopened {
            self.tell("cli-unopened", &[("ticket", ticket.to_string())]);
        }
        for ticket in &pulled.incomplete {
            self.tell("cli-incomplete", &[("ticket", ticket.to_string())]);
        }
        session.at(|session| self.say_alerts(session))?;
        Ok(!pulled.unopened.is_empty())
    }

    /// Says a message with its values filled in, and ends the line.
    pub fn tell<V: AsRef<str>>(&self, id: &str, values: &[(&str, V)]) {
        (self.say)(&(self.messages.format(id, values) + "\n"));
    }

    /// Says a message that counts things, with other values filled in, and ends the line.
    pub fn tell_count<V: AsRef<str>>(&self, id: &str, count: usize, values: &[(&str, V)]) {
        (self.say)(&(self.messages.count_with(id, count, values) + "\n"));
    }

    /// Reads standard input to its end.
    pub fn read_text(&self) -> Result<String, Failure> {
        let mut text = String::new();
        io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Failure::Read("standard input".to_owned(), error))?;
        Ok(text)
    }

    /// Prints all alerts. Every command that shows cases does so.
    pub fn say_alerts(&self, session: &Session) -> Result<(), Failure> {
        for alert in alerts::all(session).map_err(Failure::Session)? {
            self.tell("cli-alert", &[("alert", alert.to_string())]);
        }
        Ok(())
    }

    pub fn serve(&self, port: u16, lock_after: u64) -> Result<(), Failure> {
        let session = self.shared()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Failure::Start)?;
        let opened = |path: &Path| {
            self.tell("cli-serve", &[("file", path.display().to_string())]);
        };
        let served = runtime.block_on(server::serve(
            session,
            port,
            &self.folder,
            self.clock,
            lock_after,
            opened,
        ));
        // A pull that is under way is not waited for: the next one continues it.
        runtime.shutdown_background();
        served.map_err(Failure::PageState)
    }
}

pub fn to_json<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(Failure::Json)
}

pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_new(path, bytes).map_err(|error| Failure::Write(path.to_owned(), error))
}
