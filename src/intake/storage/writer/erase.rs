//! Gives slots up, and overwrites them at the next tick.

use crate::storage::entry::{Entry, free_entry};
use crate::storage::kind::SlotKind;
use crate::storage::team::bit;
use crate::storage::writer::batch::Batch;
use crate::storage::writer::error::WriterError;
use crate::storage::writer::job::Confirmed;
use crate::storage::writer::state::Writer;
use sotto::epoch::Epoch;
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

    /// Gives up what has been kept for longer than the retention, and the cards of epochs that ended before yesterday.
    pub(super) fn expire(&mut self, batch: &mut Batch) {
        let (today, retention) = (self.last_use.day, self.rules.retention);
        self.give_up_where(batch, |entry| match entry.kind {
            SlotKind::Roster => false,
            SlotKind::Card => today.since(entry.day) > 1,
            _ => today.since(entry.day) > retention,
        });
        let lasts = |epoch: Epoch| today.since(epoch.last()) <= 1;
        self.rules.team.cards.retain(|card| lasts(card.epoch));
    }

    /// Gives up what was waiting for nobody but handlers who have no card of today any more.
    pub(super) fn forget_what_is_done(&mut self, batch: &mut Batch) {
        let (today, team) = (self.last_use.day, self.rules.team.clone());
        self.give_up_where(batch, |entry| {
            entry.confirmed != 0 && team.is_done(entry, today)
        });
    }

    fn give_up_where(&mut self, batch: &mut Batch, is_over: impl Fn(&Entry) -> bool) {
        let over: Vec<_> = {
            let index = self.index.read();
            index
                .entries()
                .filter(|(_, entry)| is_over(entry))
                .collect()
        };
        for (slot, entry) in over {
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

    /// Notes what a handler has, and gives up what everybody has who must. Under another roster than the one in force,
    /// somebody else has the handler's index: then nothing is noted, and the desk confirms again.
    pub(super) fn confirm(&mut self, confirmed: Confirmed, batch: &mut Batch) {
        if confirmed.serial != self.last_use.serial {
            return;
        }
        for (kind, ticket) in confirmed.items {
            self.confirm_one(confirmed.handler, kind, ticket, batch);
        }
    }

    fn confirm_one(&mut self, handler: usize, kind: SlotKind, ticket: Ticket, batch: &mut Batch) {
        let found = self.find(kind, ticket, batch);
        let Some((slot, mut entry)) = found.filter(|(_, entry)| entry.kind != SlotKind::Erasing)
        else {
            return;
        };
        entry.confirmed |= bit(handler);
        if self.rules.team.is_done(&entry, self.last_use.day) {
            batch.give_up(slot, entry, &mut self.random);
        } else {
            batch.changes.insert(slot, entry);
        }
    }
}
