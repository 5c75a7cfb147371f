//! Opens the desk's database, in which every value that could say something is encrypted.
//!
//! SQLite keeps its journal file and overwrites it, so that what is deleted leaves nothing behind in free disk blocks.

use crate::keyring::NoRandomness;
use crate::keyring::file;
use crate::keyring::keys::Keys;
use crate::keyring::storage_key::{CannotDecrypt, StorageKey, decrypt, encrypt};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::{Serialize, de::DeserializeOwned};
use sotto::hex::Hex;
use sotto::secret::Secret;
use sotto::ticket::Ticket;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

const SCHEMA: &str = include_str!("../../../migrations/desk/001.sql");
const VERSION: i64 = 1;
const PRAGMAS: &str = "
    PRAGMA journal_mode = PERSIST;
    PRAGMA synchronous = EXTRA;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA mmap_size = 0;
";

/// The statement that stores an encrypted value in the desk's memory.
pub const REMEMBER: &str = "INSERT INTO memory (name, sealed) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed";

/// Why the store failed, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("cannot open the desk's database: {0}")]
    Open(rusqlite::Error),
    #[error(
        "the desk's database was written by a later version of Sotto; run that version. Nothing was changed"
    )]
    Future,
    #[error("cannot write to the desk's database: {0}; nothing was confirmed to the intake")]
    Write(rusqlite::Error),
    #[error("cannot read the desk's database: {0}")]
    Read(rusqlite::Error),
    #[error("an entry of the desk's database {0}")]
    Decrypt(CannotDecrypt),
    #[error("cannot lock the desk's folder: {0}")]
    Lock(io::Error),
    #[error("cannot clean the desk's journal: {0}")]
    Journal(io::Error),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("cannot write an event: {0}")]
    Event(serde_json::Error),
    #[error("this desk has no case {0}; `sotto-desk list` prints those it has")]
    NoCase(Ticket),
}

/// The desk's database, and the handler's keys that decrypt it.
pub struct Store {
    pub db: Connection,
    pub keys: Keys,
    folder: PathBuf,
}

impl Store {
    /// Opens the database in `folder`, and creates it if there is none.
    ///
    /// # Errors
    /// [`StoreError::Future`] if a later version of Sotto wrote it; then nothing is changed.
    pub fn open(folder: &Path, keys: Keys) -> Result<Self, StoreError> {
        let db = Connection::open(folder.join("desk.db")).map_err(StoreError::Open)?;
        db.busy_timeout(std::time::Duration::from_secs(10))
            .map_err(StoreError::Open)?;
        let version: i64 = db
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(StoreError::Open)?;
        if version > VERSION {
            return Err(StoreError::Future);
        }
        db.execute_batch(PRAGMAS).map_err(StoreError::Open)?;
        if version == 0 {
            db.execute_batch(&format!(
                "BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;"
            ))
            .map_err(StoreError::Open)?;
        }
        Ok(Self {
            db,
            keys,
            folder: folder.to_owned(),
        })
    }

    /// Returns the handler's keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Returns a number that changes when another process has changed the database.
    pub fn version(&self) -> Result<i64, StoreError> {
        self.db
            .query_row("PRAGMA data_version", [], |row| row.get(0))
            .map_err(StoreError::Read)
    }

    /// Encrypts `value` and stores it under `name` in the desk's memory, in the place of what was stored there.
    pub fn remember<T: Serialize>(&self, name: &str, value: &T) -> Result<(), StoreError> {
        let sealed = self.encrypt_memory(name, value)?;
        self.write(REMEMBER, params![name, sealed])
    }

    /// Returns the value under `name` in the desk's memory; `None` if there is none.
    pub fn recall<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        let sql = "SELECT sealed FROM memory WHERE name = ?";
        let sealed: Option<Vec<u8>> = self
            .db
            .query_row(sql, [name], |row| row.get(0))
            .optional()
            .map_err(StoreError::Read)?;
        let opened = sealed
            .map(|sealed| {
                decrypt(
                    &self.keys.storage,
                    &associated_data("memory", name.as_bytes()),
                    &sealed,
                )
            })
            .transpose()
            .map_err(StoreError::Decrypt)?;
        opened
            .map(|bytes| serde_json::from_slice(bytes.expose()))
            .transpose()
            .map_err(StoreError::Event)
    }

    /// Returns `value` encrypted as the desk's memory stores it under `name`.
    pub fn encrypt_memory<T: Serialize>(
        &self,
        name: &str,
        value: &T,
    ) -> Result<Vec<u8>, StoreError> {
        let bytes = Secret::new(serde_json::to_vec(value).map_err(StoreError::Event)?);
        let associated_data = associated_data("memory", name.as_bytes());
        encrypt(&self.keys.storage, &associated_data, bytes.expose()).map_err(StoreError::Random)
    }

    /// Waits until no other process changes cases at this desk, and returns a lock that keeps the others out until it is dropped.
    pub fn lock(&self) -> Result<File, StoreError> {
        file::lock(&self.folder.join("desk.lock")).map_err(StoreError::Lock)
    }

    /// Overwrites the journal file with zeros, so that nothing of deleted rows is left in it. Nothing else can write meanwhile.
    pub fn clean_journal(&mut self) -> Result<(), StoreError> {
        let exclusive = self
            .db
            .transaction_with_behavior(rusqlite::TransactionBehavior::Exclusive)
            .map_err(StoreError::Write)?;
        let clean = || -> io::Result<()> {
            let journal = OpenOptions::new()
                .write(true)
                .open(self.folder.join("desk.db-journal"))?;
            let length = journal.metadata()?.len();
            let zeros = [0; 4096];
            let mut at = 0;
            while at < length {
                let part = usize::try_from(length - at).unwrap_or(4096).min(4096);
                journal.write_all_at(zeros.get(..part).unwrap_or(&zeros), at)?;
                at += part as u64;
            }
            journal.sync_all()
        };
        let cleaned = clean();
        exclusive.rollback().map_err(StoreError::Write)?;
        cleaned.map_err(StoreError::Journal)
    }

    /// Runs a statement that changes the database.
    pub fn write(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), StoreError> {
        self.db
            .execute(sql, values)
            .map_err(StoreError::Write)
            .map(|_| ())
    }

    /// Writes several things in one transaction: all of them or none.
    pub fn write_in_transaction(
        &mut self,
        write: impl FnOnce(&Transaction) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        let write_all = |db: &mut Connection| {
            let tx = db.transaction()?;
            write(&tx)?;
            tx.commit()
        };
        write_all(&mut self.db).map_err(StoreError::Write)
    }

    /// Returns the one value of bytes that a statement selects by a ticket, if there is one.
    pub fn bytes_of(&self, sql: &str, ticket: Ticket) -> Result<Option<Vec<u8>>, StoreError> {
        self.db
            .query_row(sql, params![ticket.bytes()], |row| row.get(0))
            .optional()
            .map_err(StoreError::Read)
    }

    /// Returns the yes or no that a query about this ticket answers.
    pub fn is_there(&self, sql: &str, ticket: Ticket) -> Result<bool, StoreError> {
        self.db
            .query_row(sql, params![ticket.bytes()], |row| row.get(0))
            .map_err(StoreError::Read)
    }

    /// Returns the tickets in the first column of a query's rows.
    pub fn tickets(&self, sql: &str) -> Result<Vec<Ticket>, StoreError> {
        let mut statement = self.db.prepare_cached(sql).map_err(StoreError::Read)?;
        let rows = statement
            .query_map([], |row| row.get::<_, [u8; 16]>(0).map(Ticket::from))
            .map_err(StoreError::Read)?;
        rows.collect::<Result<_, _>>().map_err(StoreError::Read)
    }
}

/// Decrypts the key of the case with this ticket, and returns it.
pub fn decrypt_key(
    rest: &StorageKey,
    ticket: Ticket,
    sealed: &[u8],
) -> Result<StorageKey, StoreError> {
    let key = decrypt(rest, &associated_data("key", ticket.bytes()), sealed)
        .map_err(StoreError::Decrypt)?;
    let key = key.expose().as_slice().try_into();
    key.map(Secret::new)
        .map_err(|_| StoreError::Decrypt(CannotDecrypt))
}

/// Returns the associated data that binds a ciphertext to its kind and to its row.
pub fn associated_data(kind: &str, name: &[u8]) -> Vec<u8> {
    [b"sotto/1 desk ", kind.as_bytes(), b"\n", name].concat()
}

/// The end of this handler's chain of events.
#[derive(Clone, Copy, Default, Debug, Serialize, serde::Deserialize)]
pub struct Last {
    /// The highest counter in any handler's events that this desk has seen.
    pub counter: u64,
    /// The counter and the digest of this handler's last event.
    pub own: Option<(u64, Hex<32>)>,
    /// The serial number of the roster under which that event was made; 0 if there was none.
    pub roster: u64,
}
