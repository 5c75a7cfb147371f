//! Stored cases: the content of each submission, encrypted under a key of its own, and its pieces.

use crate::keyring::random;
use crate::keyring::storage_key::{StorageKey, decrypt, encrypt};
use crate::model::event::IdentifiedEvent;
use crate::store::database::{REMEMBER, Store, StoreError, associated_data, decrypt_key};
use crate::store::events::{encrypt_event, insert_event};
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::secret::Secret;
use sotto::ticket::Ticket;

/// What this desk alone knows of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The day on which it came to this desk.
    pub arrived: Day,
    /// Whether the intake said that it came as one of many on one circuit.
    pub burst: bool,
    /// Whether the handler at this desk has read it.
    pub read: bool,
}

/// A stored submission, still encrypted.
pub struct CaseRow {
    pub ticket: Ticket,
    key: Vec<u8>,
    content: Vec<u8>,
    about: Vec<u8>,
    /// Whether all pieces of its files are here.
    pub complete: bool,
}

/// A submission to be stored.
pub struct NewCase {
    pub ticket: Ticket,
    pub content: Secret<Vec<u8>>,
    pub about: About,
    /// The events that came with it from a colleague; none for a submission from the intake.
    pub events: Vec<IdentifiedEvent>,
}

/// A case that is to be kept, encrypted as it will rest.
struct EncryptedCase {
    ticket: Ticket,
    key: Vec<u8>,
    content: Vec<u8>,
    about: Vec<u8>,
    /// Each with its digest.
    events: Vec<(Hex<32>, Vec<u8>)>,
}

impl CaseRow {
    /// Decrypts the case's own key with the desk's storage key, and returns it.
    pub fn key(&self, rest: &StorageKey) -> Result<StorageKey, StoreError> {
        decrypt_key(rest, self.ticket, &self.key)
    }

    /// Decrypts the row with the case's key, and returns the content and what this desk knows of it.
    pub fn open(&self, key: &StorageKey) -> Result<(Secret<Vec<u8>>, About), StoreError> {
        let at = |kind| associated_data(kind, self.ticket.bytes());
        let content = decrypt(key, &at("told"), &self.content).map_err(StoreError::Decrypt)?;
        let about = decrypt(key, &at("about"), &self.about).map_err(StoreError::Decrypt)?;
        let about = serde_json::from_slice(about.expose()).map_err(StoreError::Event)?;
        Ok((content, about))
    }
}

impl Store {
    /// Returns every stored submission, still encrypted; or those with the tickets in `only`.
    pub fn case_rows(&self, only: Option<&[Ticket]>) -> Result<Vec<CaseRow>, StoreError> {
        let sql = "SELECT ticket, key, told, about, complete FROM cases WHERE ?1 IS NULL OR ticket = ?1 ORDER BY ticket";
        let mut statement = self.db.prepare_cached(sql).map_err(StoreError::Read)?;
        let mut rows = Vec::new();
        let mut take = |ticket: Option<&[u8; 16]>| -> rusqlite::Result<()> {
            let found = statement.query_map(params![ticket], |row| {
                Ok(CaseRow {
                    ticket: row.get::<_, [u8; 16]>(0)?.into(),
                    key: row.get(1)?,
                    content: row.get(2)?,
                    about: row.get(3)?,
                    complete: row.get(4)?,
                })
            })?;
            for row in found {
                rows.push(row?);
            }
            Ok(())
        };
        match only {
            None => take(None),
            Some(tickets) => tickets
                .iter()
                .try_for_each(|ticket| take(Some(ticket.bytes()))),
        }
        .map_err(StoreError::Read)?;
        Ok(rows)
    }

    /// Returns the tickets of submissions that did not open.
    pub fn unopened(&self) -> Result<Vec<Ticket>, StoreError> {
        self.tickets("SELECT ticket FROM unopened ORDER BY ticket")
    }

    /// Returns the tickets of cases that were purged.
    pub fn gone(&self) -> Result<Vec<Ticket>, StoreError> {
        self.tickets("SELECT ticket FROM gone ORDER BY ticket")
    }

    /// Stores submissions, each encrypted under a new key of its own, in one transaction. One that is here already is not changed.
    pub fn keep_cases(&mut self, cases: &[NewCase]) -> Result<(), StoreError> {
        let rows = cases.iter().map(|case| self.encrypt_case(case));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        self.write_in_transaction(|tx| {
            for row in &rows {
                insert_case(tx, row)?;
            }
            Ok(())
        })
    }

    /// Encrypts a case and its events under a new key, and that key under the desk's own.
    fn encrypt_case(&self, case: &NewCase) -> Result<EncryptedCase, StoreError> {
        let key: StorageKey = Secret::new(random().map_err(StoreError::Random)?);
        let about = serde_json::to_vec(&case.about).map_err(StoreError::Event)?;
        let shut = |key: &StorageKey, kind, bytes: &[u8]| {
            let at = associated_data(kind, case.ticket.bytes());
            encrypt(key, &at, bytes).map_err(StoreError::Random)
        };
        let events = case.events.iter().map(|event| {
            let sealed = encrypt_event(&key, Some(case.ticket), event)?;
            Ok((event.digest, sealed))
        });
        Ok(EncryptedCase {
            ticket: case.ticket,
            key: shut(&self.keys.storage, "key", key.expose())?,
            content: shut(&key, "told", case.content.expose())?,
            about: shut(&key, "about", &about)?,
            events: events.collect::<Result<_, StoreError>>()?,
        })
    }

    /// Returns the decrypted content of a submission, as it came out of the sealed file.
    ///
    /// # Errors
    /// [`StoreError::NoCase`] if this desk has no submission with this ticket.
    pub fn content(&self, ticket: Ticket) -> Result<Secret<Vec<u8>>, StoreError> {
        let rows = self.case_rows(Some(&[ticket]))?;
        let row = rows.first().ok_or(StoreError::NoCase(ticket))?;
        Ok(row.open(&row.key(&self.keys.storage)?)?.0)
    }

    /// Stores what this desk alone knows of a submission.
    pub fn set_about(&self, ticket: Ticket, about: About) -> Result<(), StoreError> {
        let key = self.case_key(ticket)?;
        let about = serde_json::to_vec(&about).map_err(StoreError::Event)?;
        let sealed = encrypt(&key, &associated_data("about", ticket.bytes()), &about);
        let sealed = sealed.map_err(StoreError::Random)?;
        self.write(
            "UPDATE cases SET about = ? WHERE ticket = ?",
            params![sealed, ticket.bytes()],
        )
    }

    /// Stores a submission that did not open, as it came.
    pub fn keep_unopened(&self, ticket: Ticket, sealed: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO unopened (ticket, sealed) VALUES (?, ?) ON CONFLICT (ticket) DO UPDATE SET sealed = excluded.sealed";
        self.write(sql, params![ticket.bytes(), sealed])
    }

    /// Stores a sealed piece of a file.
    pub fn keep_piece(&self, ticket: Ticket, sealed: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO pieces (ticket, sealed) VALUES (?, ?)";
        self.write(sql, params![ticket.bytes(), sealed])
    }

    /// Returns the sealed piece with this ticket; `None` if it is not here.
    pub fn piece(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, StoreError> {
        self.bytes_of("SELECT sealed FROM pieces WHERE ticket = ?", ticket)
    }

    /// Returns whether the piece with this ticket is here.
    pub fn has_piece(&self, ticket: Ticket) -> Result<bool, StoreError> {
        self.is_there(
            "SELECT EXISTS (SELECT 1 FROM pieces WHERE ticket = ?)",
            ticket,
        )
    }

    /// Notes that all pieces of a submission's files are here.
    pub fn mark_complete(&self, ticket: Ticket) -> Result<(), StoreError> {
        self.write(
            "UPDATE cases SET complete = 1 WHERE ticket = ?",
            params![ticket.bytes()],
        )
    }

    /// Deletes cases for good: their keys, everything encrypted under them, and their pieces. Only two things stay: the tickets, so
    /// that the cases do not come back, and, encrypted, the digests of their events, so that these are not reported as missing.
    pub fn forget(
        &mut self,
        tickets: &[Ticket],
        pieces: &[Ticket],
        digests: &[Hex<32>],
    ) -> Result<(), StoreError> {
        let forgotten = self.with_forgotten(digests)?;
        self.write_in_transaction(|tx| {
            for ticket in tickets {
                let name = params![ticket.bytes()];
                tx.execute("INSERT OR IGNORE INTO seen SELECT wire FROM events WHERE ticket = ? AND wire IS NOT NULL", name)?;
                for sql in [
                    "DELETE FROM drafts WHERE ticket = ?",
                    "DELETE FROM events WHERE ticket = ?",
                    "DELETE FROM cases WHERE ticket = ?",
                    "INSERT OR IGNORE INTO gone (ticket) VALUES (?)",
                ] {
                    tx.execute(sql, name)?;
                }
            }
            for piece in pieces {
                tx.execute(
                    "DELETE FROM pieces WHERE ticket = ?",
                    params![piece.bytes()],
                )?;
            }
            tx.execute(REMEMBER, params![FORGOTTEN, forgotten])?;
            Ok(())
        })?;
        self.clean_journal()
    }

    /// Adds the digests of events that came after their case was purged.
    pub fn add_forgotten(&self, digests: &[Hex<32>]) -> Result<(), StoreError> {
        if digests.is_empty() {
            return Ok(());
        }
        let forgotten = self.with_forgotten(digests)?;
        self.write(REMEMBER, params![FORGOTTEN, forgotten])
    }

    /// Returns the digests of purged cases with these added, encrypted as they are stored.
    fn with_forgotten(&self, digests: &[Hex<32>]) -> Result<Vec<u8>, StoreError> {
        let mut forgotten = self.forgotten()?;
        forgotten.extend(digests);
        forgotten.sort_unstable();
        forgotten.dedup();
        self.encrypt_memory(FORGOTTEN, &forgotten)
    }

    /// Returns the digests of the events of purged cases.
    pub fn forgotten(&self) -> Result<Vec<Hex<32>>, StoreError> {
        Ok(self.recall(FORGOTTEN)?.unwrap_or_default())
    }

    /// Returns the decrypted key of the case with this ticket.
    pub(super) fn case_key(&self, ticket: Ticket) -> Result<StorageKey, StoreError> {
        let sealed = self.bytes_of("SELECT key FROM cases WHERE ticket = ?", ticket)?;
        let sealed = sealed.ok_or(StoreError::NoCase(ticket))?;
        decrypt_key(&self.keys.storage, ticket, &sealed)
    }
}

/// Puts in a case that is not here yet, in the place of what did not open under its ticket.
fn insert_case(tx: &Transaction, case: &EncryptedCase) -> rusqlite::Result<()> {
    let name = case.ticket.bytes();
    let new = tx.execute(
        "INSERT OR IGNORE INTO cases (ticket, key, told, about, complete) VALUES (?, ?, ?, ?, 0)",
        params![name, case.key, case.content, case.about],
    )?;
    if new == 0 {
        return Ok(());
    }
    for (digest, sealed) in &case.events {
        insert_event(tx, *digest, Some(case.ticket), sealed, None)?;
    }
    tx.execute("DELETE FROM unopened WHERE ticket = ?", params![name])?;
    Ok(())
}

const FORGOTTEN: &str = "forgotten";
