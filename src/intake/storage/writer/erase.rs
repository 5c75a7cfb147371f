//! Gives slots up, and overwrites them at the next tick.

use crate::storage::entry::free_entry;
use crate::storage::kind::SlotKind;
use crate::storage::writer::batch::Batch;
use crate::storage::writer::error::WriterError;
use crate::storage::writer::state::Writer;
use sotto::ticket::Ticket;

impl Writer {
    /// Overwrites the slots that the last tick gave up. They are free once the index says so, after this tick.
    pub(super) fn erase(&mut self, batch: &mut Batch) -> Result<(), WriterError> {
        batch.freed = std::mem::take(&mut self.given_up).into_iter().collect();
        for slot in &batch.freed {
            self.index
                .slots
                .erase(*slot, &mut self.random)
                .map_err(WriterError::Slots)?;
            batch.changes.insert(*slot, free_entry(&mut self.random));
        }
        Ok(())
    }

    /// Gives up what has been kept for longer than the retention.
    pub(super) fn expire(&mut self, batch: &mut Batch) {
        let today = self.last_use.day;
        let stale: Vec<_> = self
            .index
            .read()
            .entries()
            .filter(|(_, entry)| entry.kind != SlotKind::Roster)
            .filter(|(_, entry)| today.since(entry.day) > self.rules.retention)
            .collect();
        for (slot, entry) in stale {
            batch.give_up(slot, entry, &mut self.random);
        }
    }

    /// Gives up what these tickets name, except for what a desk has confirmed.
    pub(super) fn withdraw(&mut self, items: Vec<(SlotKind, Ticket)>, batch: &mut Batch) {
        for (kind, ticket) in items {
            let found = self.find(kind, ticket, batch);
            if let Some((slot, entry)) = found.filter(|(_, entry)| entry.confirmed == 0) {
                batch.give_up(slot, entry, &mut self.random);
            }
        }
    }

    /// Notes that a handler has these, and gives up what all have.
    pub(super) fn confirm(
        &mut self,
        handler: usize,
        items: Vec<(SlotKind, Ticket)>,
        batch: &mut Batch,
    ) {
        for (kind, ticket) in items {
            self.confirm_one(handler, kind, ticket, batch);
        }
    }

    fn confirm_one(&mut self, handler: usize, kind: SlotKind, ticket: Ticket, batch: &mut Batch) {
        let found = self.find(kind, ticket, batch);
        let Some((slot, mut entry)) = found.filter(|(_, entry)| entry.kind != SlotKind::Erasing)
        else {
            return;
        };
        entry.confirmed |= 1u64
            .checked_shl(u32::try_from(handler).unwrap_or(u32::MAX))
            .unwrap_or(0);
        if entry.confirmed.count_ones() as usize >= self.rules.handlers {
            batch.give_up(slot, entry, &mut self.random);
        } else {
            batch.changes.insert(slot, entry);
        }
    }
}
