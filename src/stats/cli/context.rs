//! What every command works with: this coordinator's folder, the day, and where its sentences go.

use super::failure::Failure;
use crate::keyring::keys::Keys;
use crate::keyring::{passphrase, vault};
use crate::ledger::file::Ledger;
use sotto::day::Day;
use std::path::PathBuf;

/// One coordinator at one moment.
pub struct Context {
    /// Where the vault and the ledger are.
    pub folder: PathBuf,
    /// The file of the passphrase; without one it is asked for.
    pub passphrase_file: Option<PathBuf>,
    /// Seconds since the Unix epoch.
    pub now: u64,
    pub today: Day,
    /// Prints text as it is.
    pub say: fn(&str),
}

impl Context {
    /// Prints one line.
    pub fn say_line(&self, line: &str) {
        (self.say)(&format!("{line}\n"));
    }

    /// Where this coordinator's keys rest.
    pub fn vault(&self) -> PathBuf {
        self.folder.join("vault.json")
    }

    /// Opens the vault with the passphrase.
    pub fn keys(&self) -> Result<Keys, Failure> {
        let passphrase =
            passphrase::ask(self.passphrase_file.as_deref()).map_err(Failure::Passphrase)?;
        vault::unlock(&self.vault(), &passphrase).map_err(Failure::Vault)
    }

    /// Reads the ledger, which is checked against these keys and not held.
    pub fn ledger(&self, keys: &Keys) -> Result<Ledger, Failure> {
        Ledger::read(&self.folder, keys.verifying_key()).map_err(Failure::Ledger)
    }
}
