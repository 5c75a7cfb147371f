//! The index of slots, in memory: read for each request, changed by the writer once the change is on the disk.

use crate::log::{LogLine, note};
use crate::size::Size;
use crate::storage::entry::Entry;
use crate::storage::kind::SlotKind;
use crate::storage::slots::{Slot, Slots};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::RngCore;
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The slots and their index, shared by all requests and the writer.
pub struct SlotIndex {
    pub slots: Slots,
    entries: RwLock<Entries>,
}

/// Which slot holds what, and which are free.
#[derive(Default)]
pub struct Entries {
    held: BTreeMap<(SlotKind, Ticket), (Slot, Entry)>,
    free: HashMap<Size, Vec<u32>>,
    /// What came since the last release hour and is not shown to desks yet. Forgotten when the process ends.
    fresh: HashSet<Ticket>,
    /// What came as one of many on one circuit. Forgotten when the process ends: no disk knows what came together.
    burst: BTreeSet<Ticket>,
    /// How many slots there are, of each size.
    all: HashMap<Size, usize>,
}

impl SlotIndex {
    pub fn new(slots: Slots, entries: &[(Slot, Entry)]) -> Self {
        let mut found = Entries::default();
        for (slot, entry) in entries {
            found.put(*slot, *entry);
            *found.all.entry(slot.size).or_default() += 1;
        }
        Self {
            slots,
            entries: RwLock::new(found),
        }
    }

    /// Locks the index for reading. A reader that panicked can't have changed it, so a poisoned lock is no harm.
    pub fn read(&self) -> RwLockReadGuard<'_, Entries> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn write(&self) -> RwLockWriteGuard<'_, Entries> {
        self.entries.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what is kept under this ticket, if desks may see it and the slot still holds it.
    pub fn fetch(&self, kind: SlotKind, ticket: Ticket) -> Option<Vec<u8>> {
        let entries = self.read();
        let (slot, entry) = entries.find(kind, ticket)?;
        if entries.fresh.contains(&ticket) {
            return None;
        }
        let sound = self
            .slots
            .read(slot)
            .ok()
            .filter(|bytes| <[u8; 32]>::from(Sha256::digest(bytes)) == entry.digest);
        if sound.is_none() {
            note(LogLine::Corrupt);
        }
        sound
    }
}

impl SlotIndex {
    /// Takes as long as a [`SlotIndex::fetch`] that finds something small, so that time does not tell whether it did.
    pub fn fetch_nothing(&self) {
        let any = Slot {
            size: Size::K4,
            number: 0,
        };
        let read = self.slots.read(any).map(Sha256::digest);
        std::hint::black_box(read.is_ok());
    }
}

impl Entries {
    pub fn find(&self, kind: SlotKind, ticket: Ticket) -> Option<(Slot, Entry)> {
        self.held.get(&(kind, ticket)).copied()
    }

    /// Returns how many things of this kind are kept.
    pub fn count(&self, kind: SlotKind) -> usize {
        self.held.keys().filter(|(held, _)| *held == kind).count()
    }

    /// Returns the tickets that desks may see, in the order of tickets.
    pub fn visible(&self, kind: SlotKind) -> Vec<Ticket> {
        let named = self
            .held
            .keys()
            .filter(|(held, ticket)| *held == kind && !self.fresh.contains(ticket));
        named.map(|(_, ticket)| *ticket).collect()
    }

    /// Returns the tickets of what came on this day or later, with the sizes of the slots.
    pub fn since(&self, kind: SlotKind, day: Day) -> impl Iterator<Item = (Ticket, Size)> {
        let named = self.held.range((kind, Ticket::from([0; 16]))..);
        named
            .take_while(move |((held, _), _)| *held == kind)
            .filter(move |(_, (_, entry))| entry.day >= day)
            .map(|((_, ticket), (slot, _))| (*ticket, slot.size))
    }

    pub fn entries(&self) -> impl Iterator<Item = (Slot, Entry)> {
        self.held.values().copied()
    }

    /// Takes a random free slot off the list.
    pub fn take(&mut self, size: Size, random: &mut ChaCha20Rng) -> Option<Slot> {
        let free = self.free.get_mut(&size)?;
        let chosen = pick(free.len(), random)?;
        Some(Slot {
            size,
            number: free.swap_remove(chosen),
        })
    }

    /// Returns a random free slot, which stays on the list.
    pub fn any_free(&self, size: Size, random: &mut ChaCha20Rng) -> Option<Slot> {
        let free = self.free.get(&size)?;
        let number = *free.get(pick(free.len(), random)?)?;
        Some(Slot { size, number })
    }

    /// Records what a slot now holds.
    pub fn put(&mut self, slot: Slot, entry: Entry) {
        match entry.kind {
            SlotKind::Free => self.free.entry(slot.size).or_default().push(slot.number),
            SlotKind::Erasing => {}
            kind => drop(self.held.insert((kind, entry.ticket), (slot, entry))),
        }
    }

    /// Records that nothing is kept under a ticket any more.
    pub fn forget(&mut self, kind: SlotKind, ticket: Ticket) {
        self.held.remove(&(kind, ticket));
        self.fresh.remove(&ticket);
        self.burst.remove(&ticket);
    }

    /// Keeps a ticket from desks until the next release hour.
    pub fn hold_back(&mut self, ticket: Ticket) {
        self.fresh.insert(ticket);
    }

    /// Marks what came as one of many.
    pub fn came_in_a_burst(&mut self, ticket: Ticket) {
        self.burst.insert(ticket);
    }

    /// Returns the tickets of what came as one of many and desks may see.
    pub fn burst(&self) -> Vec<Ticket> {
        self.burst
            .difference(&self.fresh.iter().copied().collect())
            .copied()
            .collect()
    }

    /// Returns how many slots of this size are free, and how many there are.
    pub fn free_and_all(&self, size: Size) -> (usize, usize) {
        let count = |of: Option<usize>| of.unwrap_or_default();
        (
            count(self.free.get(&size).map(Vec::len)),
            count(self.all.get(&size).copied()),
        )
    }

    /// Returns the same for every size, in the order of [`Size::ALL`].
    pub fn free_and_all_of_each(&self) -> [(usize, usize); 5] {
        Size::ALL.map(|size| self.free_and_all(size))
    }

    /// Shows everything to desks: a release hour has struck.
    pub fn release(&mut self) {
        self.fresh.clear();
    }
}

fn pick(length: usize, random: &mut ChaCha20Rng) -> Option<usize> {
    let length = u64::try_from(length).ok().filter(|length| *length > 0)?;
    usize::try_from(random.next_u64() % length).ok()
}
