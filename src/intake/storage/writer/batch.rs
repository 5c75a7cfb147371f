//! What one tick gathers before it is written.

use crate::storage::entry::{Entry, free_entry};
use crate::storage::kind::SlotKind;
use crate::storage::slots::Slot;
use crate::storage::writer::job::Kept;
use rand_chacha::ChaCha20Rng;
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::oneshot;

/// What one tick gathers before it is written.
#[derive(Default)]
pub struct Batch {
    /// Changed rows by slot, so that not even the journal sees the order in which things came.
    pub changes: BTreeMap<Slot, Entry>,
    /// The slot of each thing that is kept at this tick.
    pub kept: BTreeMap<(SlotKind, Ticket), Slot>,
    /// The tickets of what came as one of many.
    pub burst: Vec<Ticket>,
    pub erased: Vec<(Slot, SlotKind, Ticket)>,
    /// Given up at the last tick, overwritten at this one.
    pub freed: BTreeSet<Slot>,
    pub answers: Vec<(oneshot::Sender<Kept>, Kept)>,
    pub dones: Vec<oneshot::Sender<()>>,
}

impl Batch {
    /// Marks a slot as given up, once. Its row at once forgets what it held.
    pub fn give_up(&mut self, slot: Slot, entry: Entry, random: &mut ChaCha20Rng) {
        if !entry.kind.is_kept() {
            return;
        }
        let given_up = Entry {
            kind: SlotKind::Erasing,
            ..free_entry(random)
        };
        self.changes.insert(slot, given_up);
        self.erased.push((slot, entry.kind, entry.ticket));
    }

    /// Answers everybody whose job is on the disk. Whoever asked may have gone; what was kept stays kept.
    pub fn answer(self) {
        for (done, kept) in self.answers {
            let _ = done.send(kept);
        }
        for done in self.dones {
            let _ = done.send(());
        }
    }
}
