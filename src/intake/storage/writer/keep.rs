//! What is kept, and where.

use crate::limits::circuit::Circuit;
use crate::log::{Event, note};
use crate::size::Size;
use crate::storage::entry::Entry;
use crate::storage::kind::SlotKind;
use crate::storage::slots::Slot;
use crate::storage::writer::batch::Batch;
use crate::storage::writer::error::KeeperError;
use crate::storage::writer::job::Kept;
use crate::storage::writer::state::Keeper;
use rand_chacha::rand_core::RngCore;
use sha2::{Digest, Sha256};
use sotto::ticket::Ticket;

impl Keeper {
    /// Finds a slot for these bytes and writes them. They rest once the tick is over.
    pub(super) fn keep(
        &mut self,
        kind: SlotKind,
        ticket: Ticket,
        bytes: &[u8],
        from: Option<Circuit>,
        batch: &mut Batch,
    ) -> Result<Kept, KeeperError> {
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        match self.standing(kind, ticket, batch) {
            // Given up at this very tick: the slot is still to be overwritten.
            Some((_, entry)) if entry.kind == SlotKind::Erasing => return Ok(Kept::Full),
            Some((_, entry)) if entry.digest == digest => return Ok(Kept::Same),
            Some(_) => return Ok(Kept::Other),
            None => {}
        }
        let Some(slot) = Size::exactly(bytes.len()).and_then(|size| self.slot(kind, size, from))
        else {
            return Ok(Kept::Full);
        };
        self.shelf
            .slots
            .write(slot, bytes)
            .map_err(KeeperError::Slots)?;
        let entry = Entry {
            kind,
            ticket,
            day: self.memory.day,
            digest,
            confirmed: 0,
        };
        batch.changes.insert(slot, entry);
        batch.kept.insert((kind, ticket), slot);
        let counted = matches!(kind, SlotKind::Report | SlotKind::Letter);
        if counted && from.is_some_and(|from| self.shares.is_burst(from)) {
            batch.burst.push(ticket);
        }
        Ok(Kept::New)
    }

    /// Keeps events, one behind the other, each under the name that follows from its bytes.
    pub(super) fn keep_events(
        &mut self,
        events: &[u8],
        batch: &mut Batch,
    ) -> Result<Kept, KeeperError> {
        let mut all = Kept::New;
        for event in events.chunks(Size::K4.bytes()) {
            let ticket = Ticket::of_bytes(event);
            let kept = self.keep(SlotKind::Event, ticket, event, None, batch)?;
            if matches!(kept, Kept::Full | Kept::Other) {
                all = kept;
            }
        }
        Ok(all)
    }

    /// Puts a new roster in the place of the old. Places in it may have changed hands: every desk confirms again.
    pub(super) fn keep_roster(
        &mut self,
        framed: &[u8],
        batch: &mut Batch,
    ) -> Result<Kept, KeeperError> {
        let mut ticket = [0; 16];
        self.random.fill_bytes(&mut ticket);
        let size = Size::exactly(framed.len());
        let Some(slot) = size.and_then(|size| self.slot(SlotKind::Roster, size, None)) else {
            return Ok(Kept::Full);
        };
        self.shelf
            .slots
            .write(slot, framed)
            .map_err(KeeperError::Slots)?;
        let resting: Vec<_> = self.shelf.look().entries().collect();
        for (slot, resting) in resting {
            let entry = batch.changes.get(&slot).copied().unwrap_or(resting);
            if entry.kind == SlotKind::Roster {
                batch.give_up(slot, entry, &mut self.random);
            } else if entry.confirmed != 0 {
                batch.changes.insert(
                    slot,
                    Entry {
                        confirmed: 0,
                        ..entry
                    },
                );
            }
        }
        let entry = Entry {
            kind: SlotKind::Roster,
            ticket: ticket.into(),
            day: self.memory.day,
            digest: Sha256::digest(framed).into(),
            confirmed: 0,
        };
        batch.changes.insert(slot, entry);
        batch.kept.insert((SlotKind::Roster, ticket.into()), slot);
        Ok(Kept::New)
    }

    /// A random free slot, if there is one for this circuit.
    fn slot(&mut self, kind: SlotKind, size: Size, from: Option<Circuit>) -> Option<Slot> {
        let mut index = self.shelf.change();
        let room = index.room(size);
        if room.0 == 0 && !std::mem::replace(&mut self.told_full, true) {
            note(Event::Full);
        }
        let granted = from.is_none_or(|from| self.shares.grant(kind, size, from, room));
        granted
            .then(|| index.take(size, &mut self.random))
            .flatten()
    }
}
