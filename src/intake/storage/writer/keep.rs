//! What is kept, and where.

use crate::limits::circuit::Circuit;
use crate::log::{Event, note};
use crate::size::Size;
use crate::storage::entry::Entry;
use crate::storage::index::Name;
use crate::storage::kind::Kind;
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
        name: Name,
        ticket: Ticket,
        bytes: &[u8],
        from: Option<Circuit>,
        batch: &mut Batch,
    ) -> Result<Kept, KeeperError> {
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        match self.standing(name, ticket, batch) {
            // Given up at this very tick: the slot is still to be overwritten.
            Some((_, entry)) if entry.kind == Kind::Erasing => return Ok(Kept::Full),
            Some((_, entry)) if entry.digest == digest => return Ok(Kept::Same),
            Some(_) => return Ok(Kept::Other),
            None => {}
        }
        let Some(slot) = Size::exactly(bytes.len()).and_then(|size| self.slot(name, size, from))
        else {
            return Ok(Kept::Full);
        };
        self.shelf
            .slots
            .write(slot, bytes)
            .map_err(KeeperError::Slots)?;
        let entry = Entry {
            kind: name.kind(),
            ticket,
            day: self.memory.day,
            digest,
            confirmed: 0,
        };
        batch.changes.insert(slot, entry);
        batch.kept.insert((name, ticket), slot);
        let counted = matches!(name, Name::Report | Name::Letter);
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
            let name = Ticket::of_bytes(event);
            let kept = self.keep(Name::Event, name, event, None, batch)?;
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
        let Some(slot) = size.and_then(|size| self.slot(Name::Roster, size, None)) else {
            return Ok(Kept::Full);
        };
        self.shelf
            .slots
            .write(slot, framed)
            .map_err(KeeperError::Slots)?;
        let resting: Vec<_> = self.shelf.look().entries().collect();
        for (slot, resting) in resting {
            let entry = batch.changes.get(&slot).copied().unwrap_or(resting);
            if entry.kind == Kind::Roster {
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
            kind: Kind::Roster,
            ticket: ticket.into(),
            day: self.memory.day,
            digest: Sha256::digest(framed).into(),
            confirmed: 0,
        };
        batch.changes.insert(slot, entry);
        batch.kept.insert((Name::Roster, ticket.into()), slot);
        Ok(Kept::New)
    }

    /// A random free slot, if there is one for this circuit.
    fn slot(&mut self, name: Name, size: Size, from: Option<Circuit>) -> Option<Slot> {
        let mut index = self.shelf.change();
        let room = index.room(size);
        if room.0 == 0 && !std::mem::replace(&mut self.told_full, true) {
            note(Event::Full);
        }
        let granted = from.is_none_or(|from| self.shares.grant(name, size, from, room));
        granted
            .then(|| index.take(size, &mut self.random))
            .flatten()
    }
}
