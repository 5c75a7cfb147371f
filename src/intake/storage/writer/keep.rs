//! Finds slots for what is to be kept, and writes them.

use crate::limits::circuit::Circuit;
use crate::log::{LogLine, note};
use crate::size::Size;
use crate::storage::entry::Entry;
use crate::storage::kind::SlotKind;
use crate::storage::slots::Slot;
use crate::storage::writer::batch::Batch;
use crate::storage::writer::error::WriterError;
use crate::storage::writer::job::{Kept, Submission};
use crate::storage::writer::state::Writer;
use sha2::{Digest, Sha256};
use sotto::ticket::Ticket;
use sotto::wire::{BOARD_PAGE, BOARD_PAGES};

impl Writer {
    /// Keeps one thing. It is durable once the tick is over.
    pub(super) fn keep(
        &mut self,
        submission: &Submission,
        batch: &mut Batch,
    ) -> Result<Kept, WriterError> {
        let Submission {
            kind,
            ticket,
            received,
            circuit,
        } = submission;
        let kept = self.write_slot(*kind, *ticket, &received.bytes, *circuit, batch)?;
        let counted = kept == Kept::New && matches!(kind, SlotKind::Report | SlotKind::Letter);
        if counted && circuit.is_some_and(|circuit| self.fair_share.is_burst(circuit)) {
            batch.burst.push(*ticket);
        }
        Ok(kept)
    }

    /// Finds a slot for these bytes, unless they or others rest under this ticket already, and writes them to it.
    pub(super) fn write_slot(
        &mut self,
        kind: SlotKind,
        ticket: Ticket,
        bytes: &[u8],
        circuit: Option<Circuit>,
        batch: &mut Batch,
    ) -> Result<Kept, WriterError> {
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        match self.find(kind, ticket, batch) {
            // Given up at this very tick: the slot is still to be overwritten.
            Some((_, entry)) if entry.kind == SlotKind::Erasing => return Ok(Kept::Full),
            Some((_, entry)) if entry.digest == digest => return Ok(Kept::Same),
            Some(_) => return Ok(Kept::Other),
            None => {}
        }
        if kind == SlotKind::Reply && self.is_board_full(batch) {
            return Ok(Kept::Full);
        }
        let Some(slot) = Size::exactly(bytes.len()).and_then(|size| self.slot(kind, size, circuit))
        else {
            return Ok(Kept::Full);
        };
        self.index
            .slots
            .write(slot, bytes)
            .map_err(WriterError::Slots)?;
        let entry = Entry {
            kind,
            ticket,
            day: self.last_use.day,
            digest,
            able: self.able(kind),
            confirmed: 0,
        };
        batch.changes.insert(slot, entry);
        batch.kept.insert((kind, ticket), slot);
        Ok(Kept::New)
    }

    /// Returns the bits of those who can open something of this kind that comes today; none for what nobody confirms.
    fn able(&self, kind: SlotKind) -> u64 {
        match kind {
            SlotKind::Report | SlotKind::Piece | SlotKind::Letter => {
                self.rules.team.present(self.last_use.day)
            }
            _ => 0,
        }
    }

    /// Returns whether as many replies are kept as a reporter's page reads.
    fn is_board_full(&self, batch: &Batch) -> bool {
        let hanging = self.index.read().count(SlotKind::Reply);
        let new = batch
            .kept
            .keys()
            .filter(|(kind, _)| *kind == SlotKind::Reply);
        hanging + new.count() >= BOARD_PAGE * BOARD_PAGES
    }

    /// Keeps events, one after the other, each under the digest of its bytes.
    pub(super) fn keep_events(
        &mut self,
        events: &[u8],
        batch: &mut Batch,
    ) -> Result<Kept, WriterError> {
        let mut all = Kept::New;
        for event in events.chunks(Size::K4.bytes()) {
            let ticket = Ticket::of_bytes(event);
            let kept = self.write_slot(SlotKind::Event, ticket, event, None, batch)?;
            if matches!(kept, Kept::Full | Kept::Other) {
                all = kept;
            }
        }
        Ok(all)
    }

    /// Takes a random free slot, if there is one for this circuit.
    pub(super) fn slot(
        &mut self,
        kind: SlotKind,
        size: Size,
        circuit: Option<Circuit>,
    ) -> Option<Slot> {
        let mut index = self.index.write();
        let room = index.free_and_all(size);
        if room.0 == 0 && !std::mem::replace(&mut self.told_full, true) {
            note(LogLine::Full);
        }
        let granted =
            circuit.is_none_or(|circuit| self.fair_share.grant(kind, size, circuit, room));
        granted
            .then(|| index.take(size, &mut self.random))
            .flatten()
    }
}
