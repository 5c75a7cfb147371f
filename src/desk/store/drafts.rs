//! Drafts of replies, encrypted under their cases' keys.

use crate::keyring::storage_key::{decrypt, encrypt};
use crate::store::database::{Store, StoreError, associated_data};
use rusqlite::params;
use sotto::secret::Secret;
use sotto::ticket::Ticket;

impl Store {
    /// Stores the draft of a reply to the reporter of this case; deletes it if `text` is empty.
    pub fn keep_draft(&self, ticket: Ticket, text: &str) -> Result<(), StoreError> {
        if text.is_empty() {
            return self.write(
                "DELETE FROM drafts WHERE ticket = ?",
                params![ticket.bytes()],
            );
        }
        let key = self.case_key(ticket)?;
        let sealed = encrypt(
            &key,
            &associated_data("draft", ticket.bytes()),
            text.as_bytes(),
        );
        let sealed = sealed.map_err(StoreError::Random)?;
        let sql = "INSERT INTO drafts (ticket, sealed) VALUES (?, ?) ON CONFLICT (ticket) DO UPDATE SET sealed = excluded.sealed";
        self.write(sql, params![ticket.bytes(), sealed])
    }

    /// Returns the draft of a reply; `None` if there is none.
    pub fn draft(&self, ticket: Ticket) -> Result<Option<Secret<Vec<u8>>>, StoreError> {
        let sealed = self.bytes_of("SELECT sealed FROM drafts WHERE ticket = ?", ticket)?;
        let key = self.case_key(ticket)?;
        sealed
            .map(|sealed| decrypt(&key, &associated_data("draft", ticket.bytes()), &sealed))
            .transpose()
            .map_err(StoreError::Decrypt)
    }
}
