//! What rests at the desk: every SQL statement of it, and nothing in clear.

use super::event::{Event, Forged, SignedEvent};
use super::keyring::keys::Keys;
use super::keyring::rest::{DoesNotOpen, RestKey, shut, unshut};
use super::keyring::{NoRandomness, random};
use rusqlite::{Connection, OptionalExtension, params};
use sotto::hex::Hex;
use sotto::secret::Secret;
use sotto::signed::canonical;
use sotto::ticket::Ticket;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const SCHEMA: &str = include_str!("../../migrations/desk/001.sql");
const VERSION: i64 = 1;
const PRAGMAS: &str = "
    PRAGMA synchronous = EXTRA;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA mmap_size = 0;
";

const REMEMBER: &str = "INSERT INTO memory (name, sealed) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed";
const LAST: &str = "last event";

/// The counter of the handler's last event, and its digest; zero and none before the first.
pub type LastEvent = (u64, Option<Hex<32>>);

/// What went wrong, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("cannot open the desk's database: {0}")]
    Open(rusqlite::Error),
    #[error(
        "the desk's database is of a later version of Sotto; run that one. Nothing was changed"
    )]
    Future,
    #[error("cannot write to the desk's database: {0}; nothing was confirmed to the intake")]
    Write(rusqlite::Error),
    #[error("cannot read the desk's database: {0}")]
    Read(rusqlite::Error),
    #[error("something in the desk's database {0}")]
    Shut(DoesNotOpen),
    #[error("cannot lock the desk's folder: {0}")]
    Lock(io::Error),
    #[error("{0}")]
    Forged(Forged),
    #[error("{0}")]
    Random(NoRandomness),
    #[error("cannot write an event: {0}")]
    Event(serde_json::Error),
    #[error("this desk has no case {0}; `sotto-desk list` prints those it has")]
    NoCase(Ticket),
}

/// The desk's database, and the keys that make sense of it.
pub struct Store {
    db: Connection,
    keys: Keys,
    lock_path: PathBuf,
}

impl Store {
    /// Opens the database, making it if there is none.
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
            lock_path: folder.join("desk.lock"),
        })
    }

    /// The handler's keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Puts something into the desk's memory.
    pub fn remember(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        let sealed = shut(&self.keys.rest, &place("memory", name.as_bytes()), value)
            .map_err(StoreError::Random)?;
        self.db
            .execute(REMEMBER, params![name, sealed])
            .map_err(StoreError::Write)
            .map(|_| ())
    }

    /// What the desk remembers under this name.
    pub fn recall(&self, name: &str) -> Result<Option<Secret<Vec<u8>>>, StoreError> {
        let sql = "SELECT sealed FROM memory WHERE name = ?";
        let sealed: Option<Vec<u8>> = self
            .db
            .query_row(sql, [name], |row| row.get(0))
            .optional()
            .map_err(StoreError::Read)?;
        sealed
            .map(|sealed| {
                unshut(&self.keys.rest, &place("memory", name.as_bytes()), &sealed)
                    .map_err(StoreError::Shut)
            })
            .transpose()
    }

    /// The tickets of every case here.
    pub fn cases(&self) -> Result<Vec<Ticket>, StoreError> {
        self.tickets("SELECT ticket FROM cases ORDER BY ticket")
    }

    /// The tickets of the cases whose pieces have all arrived, or not all.
    pub fn cases_complete(&self, complete: bool) -> Result<Vec<Ticket>, StoreError> {
        let sql = if complete {
            "SELECT ticket FROM cases WHERE complete = 1 ORDER BY ticket"
        } else {
            "SELECT ticket FROM cases WHERE complete = 0 ORDER BY ticket"
        };
        self.tickets(sql)
    }

    /// The tickets of what came and did not open.
    pub fn unopened(&self) -> Result<Vec<Ticket>, StoreError> {
        self.tickets("SELECT ticket FROM unopened ORDER BY ticket")
    }

    /// Waits until no other process changes cases at this desk; none does while the lock is held.
    pub fn lock(&self) -> Result<File, StoreError> {
        let open = || {
            OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .mode(0o600)
                .open(&self.lock_path)
        };
        let file = open().map_err(StoreError::Lock)?;
        file.lock().map_err(StoreError::Lock)?;
        Ok(file)
    }

    /// Counter and digest of the handler's last event. Sure only under [`Store::lock`].
    pub fn last_event(&self) -> Result<LastEvent, StoreError> {
        let remembered = self.recall(LAST)?;
        remembered.map_or(Ok((0, None)), |bytes| {
            serde_json::from_slice(bytes.expose()).map_err(StoreError::Event)
        })
    }

    /// Keeps what a report told, under a key of its own, with its first event; in one transaction.
    pub fn keep_case(
        &mut self,
        ticket: Ticket,
        told: &Secret<Vec<u8>>,
        event: Event,
    ) -> Result<(), StoreError> {
        let key: RestKey = Secret::new(random().map_err(StoreError::Random)?);
        let shut_key = shut(&self.keys.rest, &place("key", ticket.bytes()), key.expose())
            .map_err(StoreError::Random)?;
        let told = shut(&key, &place("told", ticket.bytes()), told.expose())
            .map_err(StoreError::Random)?;
        let counter = event.counter;
        let (digest, sealed) = self.shut_event(&key, event)?;
        let last = self.shut_last((counter, Some(Hex(digest))))?;
        let write = |db: &mut Connection| -> rusqlite::Result<()> {
            let tx = db.transaction()?;
            tx.execute(REMEMBER, params![LAST, last])?;
            tx.execute(
                "INSERT INTO cases (ticket, key, told, complete) VALUES (?, ?, ?, 0)",
                params![ticket.bytes(), shut_key, told],
            )?;
            tx.execute(
                "INSERT INTO events (digest, ticket, sealed) VALUES (?, ?, ?)",
                params![digest, ticket.bytes(), sealed],
            )?;
            tx.execute(
                "DELETE FROM unopened WHERE ticket = ?",
                params![ticket.bytes()],
            )?;
            tx.commit()
        };
        write(&mut self.db).map_err(StoreError::Write)
    }

    /// Keeps what did not open, as it came.
    pub fn keep_unopened(&self, ticket: Ticket, sealed: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO unopened (ticket, sealed) VALUES (?, ?) ON CONFLICT (ticket) DO UPDATE SET sealed = excluded.sealed";
        self.db
            .execute(sql, params![ticket.bytes(), sealed])
            .map_err(StoreError::Write)
            .map(|_| ())
    }

    /// Keeps a piece, sealed as it is.
    pub fn keep_piece(&self, ticket: Ticket, sealed: &[u8]) -> Result<(), StoreError> {
        self.db
            .execute(
                "INSERT OR IGNORE INTO pieces (ticket, sealed) VALUES (?, ?)",
                params![ticket.bytes(), sealed],
            )
            .map_err(StoreError::Write)
            .map(|_| ())
    }

    /// The sealed piece of this ticket.
    pub fn piece(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, StoreError> {
        self.db
            .query_row(
                "SELECT sealed FROM pieces WHERE ticket = ?",
                params![ticket.bytes()],
                |row| row.get(0),
            )
            .optional()
            .map_err(StoreError::Read)
    }

    /// Whether the piece is here.
    pub fn has_piece(&self, ticket: Ticket) -> Result<bool, StoreError> {
        self.db
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM pieces WHERE ticket = ?)",
                params![ticket.bytes()],
                |row| row.get(0),
            )
            .map_err(StoreError::Read)
    }

    /// Whether the case is here.
    pub fn has_case(&self, ticket: Ticket) -> Result<bool, StoreError> {
        self.db
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM cases WHERE ticket = ?)",
                params![ticket.bytes()],
                |row| row.get(0),
            )
            .map_err(StoreError::Read)
    }

    /// Notes that all pieces of a case are here.
    pub fn mark_complete(&self, ticket: Ticket) -> Result<(), StoreError> {
        self.db
            .execute(
                "UPDATE cases SET complete = 1 WHERE ticket = ?",
                params![ticket.bytes()],
            )
            .map_err(StoreError::Write)
            .map(|_| ())
    }

    /// What the report of this case told.
    pub fn told(&self, ticket: Ticket) -> Result<Secret<Vec<u8>>, StoreError> {
        let key = self.case_key(ticket)?;
        let sql = "SELECT told FROM cases WHERE ticket = ?";
        let told: Vec<u8> = self
            .db
            .query_row(sql, params![ticket.bytes()], |row| row.get(0))
            .map_err(StoreError::Read)?;
        unshut(&key, &place("told", ticket.bytes()), &told).map_err(StoreError::Shut)
    }

    /// The events of a case, each checked, in no order.
    pub fn events(&self, ticket: Ticket) -> Result<Vec<Event>, StoreError> {
        let key = self.case_key(ticket)?;
        let mut statement = self
            .db
            .prepare_cached("SELECT sealed FROM events WHERE ticket = ?")
            .map_err(StoreError::Read)?;
        let rows = statement
            .query_map(params![ticket.bytes()], |row| row.get::<_, Vec<u8>>(0))
            .map_err(StoreError::Read)?;
        let mut events = Vec::new();
        for sealed in rows {
            let bytes = unshut(
                &key,
                &place("event", ticket.bytes()),
                &sealed.map_err(StoreError::Read)?,
            )
            .map_err(StoreError::Shut)?;
            events.push(
                SignedEvent::read(bytes.expose(), &self.keys.verifying_key())
                    .map_err(StoreError::Forged)?
                    .event,
            );
        }
        Ok(events)
    }

    /// Adds events in their order, all or none. Each goes to its own case.
    pub fn add_events(&mut self, events: Vec<Event>) -> Result<(), StoreError> {
        let mut rows = Vec::new();
        let mut last = self.last_event()?;
        for event in events {
            let (ticket, counter) = (event.case, event.counter);
            let key = self.case_key(ticket)?;
            let (digest, sealed) = self.shut_event(&key, event)?;
            last = (counter, Some(Hex(digest)));
            rows.push((digest, ticket, sealed));
        }
        let last = self.shut_last(last)?;
        let write = |db: &mut Connection| -> rusqlite::Result<()> {
            let tx = db.transaction()?;
            tx.execute(REMEMBER, params![LAST, last])?;
            for (digest, ticket, sealed) in &rows {
                tx.execute(
                    "INSERT INTO events (digest, ticket, sealed) VALUES (?, ?, ?)",
                    params![digest, ticket.bytes(), sealed],
                )?;
            }
            tx.commit()
        };
        write(&mut self.db).map_err(StoreError::Write)
    }

    fn shut_last(&self, last: LastEvent) -> Result<Vec<u8>, StoreError> {
        let bytes = serde_json::to_vec(&last).map_err(StoreError::Event)?;
        shut(&self.keys.rest, &place("memory", LAST.as_bytes()), &bytes).map_err(StoreError::Random)
    }

    fn shut_event(&self, key: &RestKey, event: Event) -> Result<([u8; 32], Vec<u8>), StoreError> {
        let ticket = event.case;
        let signed = SignedEvent::sign(event, &self.keys).map_err(StoreError::Event)?;
        let bytes = Secret::new(canonical(&signed).map_err(StoreError::Event)?);
        let sealed = shut(key, &place("event", ticket.bytes()), bytes.expose())
            .map_err(StoreError::Random)?;
        Ok((signed.digest().map_err(StoreError::Event)?.0, sealed))
    }

    fn case_key(&self, ticket: Ticket) -> Result<RestKey, StoreError> {
        let sql = "SELECT key FROM cases WHERE ticket = ?";
        let sealed: Option<Vec<u8>> = self
            .db
            .query_row(sql, params![ticket.bytes()], |row| row.get(0))
            .optional()
            .map_err(StoreError::Read)?;
        let sealed = sealed.ok_or(StoreError::NoCase(ticket))?;
        let key = unshut(&self.keys.rest, &place("key", ticket.bytes()), &sealed)
            .map_err(StoreError::Shut)?;
        key.expose()
            .as_slice()
            .try_into()
            .map(Secret::new)
            .map_err(|_| StoreError::Shut(DoesNotOpen))
    }

    fn tickets(&self, sql: &str) -> Result<Vec<Ticket>, StoreError> {
        let mut statement = self.db.prepare_cached(sql).map_err(StoreError::Read)?;
        let rows = statement
            .query_map([], |row| row.get::<_, [u8; 16]>(0).map(Ticket::from))
            .map_err(StoreError::Read)?;
        rows.collect::<Result<_, _>>().map_err(StoreError::Read)
    }
}

fn place(kind: &str, name: &[u8]) -> Vec<u8> {
    [b"sotto/1 desk ", kind.as_bytes(), b"\n", name].concat()
}
