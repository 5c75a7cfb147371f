//! Stored events, and what came from colleagues and cannot be used yet.

use crate::keyring::storage_key::{StorageKey, decrypt, encrypt};
use crate::model::event::{IdentifiedEvent, SignedEvent};
use crate::store::database::{Last, REMEMBER, Store, StoreError, associated_data};
use rusqlite::{Transaction, params};
use sotto::hex::Hex;
use sotto::secret::Secret;
use sotto::signed::canonical;
use sotto::ticket::Ticket;
use std::collections::{HashMap, HashSet};

/// The name under which the end of this handler's chain is remembered.
pub const LAST: &str = "last event";

/// A stored event, still encrypted.
pub struct EventRow {
    pub digest: Hex<32>,
    /// The ticket that the event is about; `None` if it is about the team.
    pub ticket: Option<Ticket>,
    sealed: Vec<u8>,
    /// Its name at the intake; `None` while it is not known to be there.
    pub remote_id: Option<Ticket>,
}

impl EventRow {
    /// Decrypts the event with the key of its case, or with the desk's storage key if it is about the team. Its signature was
    /// checked when it came, and is not checked again.
    pub fn open(&self, key: &StorageKey) -> Result<IdentifiedEvent, StoreError> {
        let bytes = decrypt(key, &at(self.ticket), &self.sealed).map_err(StoreError::Decrypt)?;
        let signed: SignedEvent =
            serde_json::from_slice(bytes.expose()).map_err(StoreError::Event)?;
        Ok(IdentifiedEvent {
            digest: self.digest,
            signed,
        })
    }
}

impl Store {
    /// Returns every event, still encrypted; or those about the ticket `only`.
    pub fn event_rows(&self, only: Option<Ticket>) -> Result<Vec<EventRow>, StoreError> {
        let sql = "SELECT digest, ticket, sealed, wire FROM events WHERE ?1 IS NULL OR ticket = ?1";
        let mut statement = self.db.prepare_cached(sql).map_err(StoreError::Read)?;
        let rows = statement.query_map(params![only.map(|ticket| *ticket.bytes())], |row| {
            Ok(EventRow {
                digest: Hex(row.get(0)?),
                ticket: row.get::<_, Option<[u8; 16]>>(1)?.map(Ticket::from),
                sealed: row.get(2)?,
                remote_id: row.get::<_, Option<[u8; 16]>>(3)?.map(Ticket::from),
            })
        });
        let rows = rows.map_err(StoreError::Read)?;
        rows.collect::<Result<_, _>>().map_err(StoreError::Read)
    }

    /// Returns the end of the handler's own chain. Another process may move it unless [`Store::lock`] is held.
    pub fn last(&self) -> Result<Last, StoreError> {
        Ok(self.recall(LAST)?.unwrap_or_default())
    }

    /// Stores events, all or none, each with its name at the intake if it has one, together with the end of the handler's own
    /// chain. Of an event that is here already, only that name is changed.
    pub fn add_events(
        &mut self,
        events: &[(IdentifiedEvent, Option<Ticket>)],
        last: Last,
    ) -> Result<(), StoreError> {
        let mut rows = Vec::new();
        let mut keys: HashMap<Ticket, StorageKey> = HashMap::new();
        for (known, remote_id) in events {
            let ticket = known.event().case;
            let key = match ticket {
                None => &self.keys.storage,
                Some(ticket) => match keys.entry(ticket) {
                    std::collections::hash_map::Entry::Occupied(entry) => &*entry.into_mut(),
                    std::collections::hash_map::Entry::Vacant(entry) => {
                        &*entry.insert(self.case_key(ticket)?)
                    }
                },
            };
            rows.push((
                known.digest,
                ticket,
                encrypt_event(key, ticket, known)?,
                *remote_id,
            ));
        }
        let last = self.encrypt_memory(LAST, &last)?;
        self.write_in_transaction(|tx| {
            tx.execute(REMEMBER, params![LAST, last])?;
            for (digest, ticket, sealed, remote_id) in &rows {
                insert_event(tx, *digest, *ticket, sealed, *remote_id)?;
            }
            Ok(())
        })
    }

    /// Notes the names that events have at the intake, which has them by now.
    pub fn mark_sent(&mut self, sent: &[(Hex<32>, Ticket)]) -> Result<(), StoreError> {
        self.write_in_transaction(|tx| {
            for (digest, remote_id) in sent {
                let sql = "UPDATE events SET wire = ? WHERE digest = ?";
                tx.execute(sql, params![remote_id.bytes(), digest.0])?;
            }
            Ok(())
        })
    }

    /// Returns the names of all events and envelopes at the intake that need not be fetched again.
    pub fn known_remote_ids(&self) -> Result<HashSet<Ticket>, StoreError> {
        let sql = "SELECT wire FROM seen UNION ALL SELECT wire FROM waiting UNION ALL SELECT wire FROM events WHERE wire IS NOT NULL";
        Ok(self.tickets(sql)?.into_iter().collect())
    }

    /// Stores events that cannot be used yet, as they came, with their names at the intake.
    pub fn keep_waiting(&mut self, waiting: &[(Ticket, Vec<u8>)]) -> Result<(), StoreError> {
        self.write_in_transaction(|tx| {
            for (remote_id, sealed) in waiting {
                let sql = "INSERT OR IGNORE INTO waiting (wire, sealed) VALUES (?, ?)";
                tx.execute(sql, params![remote_id.bytes(), sealed])?;
            }
            Ok(())
        })
    }

    /// Returns the events that could not be used yet, as they came, with their names at the intake.
    pub fn waiting(&self) -> Result<Vec<(Ticket, Vec<u8>)>, StoreError> {
        let sql = "SELECT wire, sealed FROM waiting ORDER BY wire";
        let mut statement = self.db.prepare_cached(sql).map_err(StoreError::Read)?;
        let rows = statement.query_map([], |row| {
            Ok((Ticket::from(row.get::<_, [u8; 16]>(0)?), row.get(1)?))
        });
        let rows = rows.map_err(StoreError::Read)?;
        rows.collect::<Result<_, _>>().map_err(StoreError::Read)
    }

    /// Notes that events or envelopes need not be fetched again, and deletes those of them that were waiting.
    pub fn mark_seen(&mut self, remote_ids: &[Ticket]) -> Result<(), StoreError> {
        self.write_in_transaction(|tx| {
            for remote_id in remote_ids {
                note_seen(tx, *remote_id)?;
            }
            Ok(())
        })
    }
}

/// Inserts an encrypted event. With a name at the intake, it is no longer waiting and is not fetched again.
pub(super) fn insert_event(
    tx: &Transaction<'_>,
    digest: Hex<32>,
    ticket: Option<Ticket>,
    sealed: &[u8],
    remote_id: Option<Ticket>,
) -> rusqlite::Result<()> {
    let case = ticket.map(|ticket| *ticket.bytes());
    let wire = remote_id.map(|remote_id| *remote_id.bytes());
    let sql = "INSERT INTO events (digest, ticket, sealed, wire) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (digest) DO UPDATE SET wire = coalesce(excluded.wire, wire)";
    tx.execute(sql, params![digest.0, case, sealed, wire])?;
    if let Some(remote_id) = remote_id {
        note_seen(tx, remote_id)?;
    }
    Ok(())
}

/// Notes that something from the intake is here, and waits no longer.
fn note_seen(tx: &Transaction<'_>, remote_id: Ticket) -> rusqlite::Result<()> {
    let name = params![remote_id.bytes()];
    tx.execute("DELETE FROM waiting WHERE wire = ?", name)?;
    tx.execute("INSERT OR IGNORE INTO seen (wire) VALUES (?)", name)?;
    Ok(())
}

/// Returns the event encrypted as it is stored.
pub(super) fn encrypt_event(
    key: &StorageKey,
    ticket: Option<Ticket>,
    known: &IdentifiedEvent,
) -> Result<Vec<u8>, StoreError> {
    let bytes = Secret::new(canonical(&known.signed).map_err(StoreError::Event)?);
    encrypt(key, &at(ticket), bytes.expose()).map_err(StoreError::Random)
}

/// Returns the associated data of an event about this ticket, or about the team.
fn at(ticket: Option<Ticket>) -> Vec<u8> {
    match ticket {
        Some(ticket) => associated_data("event", ticket.bytes()),
        None => associated_data("event", b"team"),
    }
}
