//! The one writer. It commits on a fixed tick and answers only when what it answers for is on the disk.
//!
//! Between ticks nothing is written; at every tick the same things are, whether anything came or not: a
//! block of a random free slot of each size, a row of the index, the zeroed journal. Answers leave at a quarter of
//! the beat, so that how long the disk took does not tell what was done. An error of the disk stops the intake:
//! nothing after it can be promised.

use crate::limits::circuit::Circuit;
use crate::limits::received::Received;
use crate::log::{Event, note};
use crate::metrics::{Tally, What};
use crate::size::Size;
use crate::storage::database::{Entry, Kind, Memory, Store, StoreError, free_entry};
use crate::storage::fair_share::Shares;
use crate::storage::index::{Name, Shelf};
use crate::storage::slots::{Slot, stirrer};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::RngCore;
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// What came of the wish to keep something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It rests durably.
    New,
    /// The same bytes rested there already.
    Same,
    /// Other bytes rest there.
    Other,
    /// No slot of its size is free, or none for this circuit.
    Full,
}

/// Something to be done at the next tick.
pub enum Job {
    /// Keep these bytes, whose length is that of a slot.
    Keep {
        name: Name,
        ticket: Ticket,
        what: Received,
        /// On which circuit it came; nothing for staff, who need no share.
        from: Option<Circuit>,
        done: oneshot::Sender<Kept>,
    },
    /// Keep what desks tell one another: several of 4 KiB, each under the name that follows from its bytes.
    Events {
        what: Received,
        done: oneshot::Sender<Kept>,
    },
    /// Erase these, but for what a desk has confirmed.
    Withdraw {
        items: Vec<(Name, Ticket)>,
        done: oneshot::Sender<()>,
    },
    /// End after one more beat, with nothing half written.
    Stop,
    /// Keep this roster, whose length is that of a slot, and go by it.
    Roster {
        framed: Vec<u8>,
        serial: u64,
        digest: [u8; 32],
        handlers: usize,
        done: oneshot::Sender<Kept>,
    },
    /// This handler has these durably; erase what all have.
    Confirm {
        handler: usize,
        items: Vec<(Name, Ticket)>,
        done: oneshot::Sender<()>,
    },
}

/// What the keeper is told at the start.
pub struct Rules {
    /// The beat.
    pub tick: Duration,
    /// How many days something may rest unconfirmed.
    pub retention: u16,
    /// The hours (UTC) at which reports become visible to desks; none means at once.
    pub release_hours: Vec<u8>,
    /// How many handlers must confirm.
    pub handlers: usize,
    /// Seconds since the Unix epoch.
    pub clock: fn() -> u64,
}

/// Why the keeper stopped.
#[derive(Debug, thiserror::Error)]
pub enum KeeperError {
    #[error("cannot write to the slots: {0}")]
    Slots(#[source] io::Error),
    #[error(transparent)]
    Store(StoreError),
    #[error("the clock shows no day that can be written")]
    Clock,
}

/// The writer, with all that it alone may change.
pub struct Keeper {
    shelf: Arc<Shelf>,
    store: Store,
    memory: Memory,
    rules: Rules,
    random: ChaCha20Rng,
    shares: Shares,
    tally: Arc<Tally>,
    /// What the index on the disk has given up, to be overwritten at the next tick.
    given_up: Vec<Slot>,
    last_hour: u64,
    told_full: bool,
}

/// What one tick gathers before it is written.
#[derive(Default)]
struct Batch {
    /// By slot, so that not even the journal sees the order in which things came.
    changes: BTreeMap<Slot, Entry>,
    /// Where each thing kept at this tick will rest.
    kept: BTreeMap<(Name, Ticket), Slot>,
    /// What of it came as one of many.
    burst: Vec<Ticket>,
    erased: Vec<(Slot, Name, Ticket)>,
    /// Given up at the last tick, overwritten at this one.
    freed: BTreeSet<Slot>,
    answers: Vec<(oneshot::Sender<Kept>, Kept)>,
    dones: Vec<oneshot::Sender<()>>,
}

impl Keeper {
    /// Takes over, with what a crash left given up and not overwritten.
    pub fn new(
        shelf: Arc<Shelf>,
        store: Store,
        memory: Memory,
        rules: Rules,
        tally: Arc<Tally>,
        given_up: Vec<Slot>,
    ) -> Result<Self, KeeperError> {
        let random = stirrer().map_err(KeeperError::Slots)?;
        tally.turn(shelf.look().rooms());
        let last_hour = (rules.clock)() / 3_600;
        Ok(Self {
            shelf,
            store,
            memory,
            rules,
            random,
            shares: Shares::default(),
            tally,
            given_up,
            last_hour,
            told_full: false,
        })
    }

    /// Beats until asked to stop.
    pub fn run(mut self, jobs: &Receiver<Job>) -> Result<(), KeeperError> {
        let mut next = Instant::now() + self.rules.tick;
        let mut waiting = Vec::new();
        loop {
            match jobs.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(Job::Stop) | Err(RecvTimeoutError::Disconnected) => {
                    return self.beat(waiting, Instant::now());
                }
                Ok(job) => waiting.push(job),
                Err(RecvTimeoutError::Timeout) => {
                    self.beat(std::mem::take(&mut waiting), next)?;
                    next += self.rules.tick;
                    if next < Instant::now() {
                        self.tally.count(What::LateTick);
                        next = Instant::now();
                    }
                }
            }
        }
    }

    fn beat(&mut self, jobs: Vec<Job>, began: Instant) -> Result<(), KeeperError> {
        let mut batch = Batch::default();
        self.erase(&mut batch)?;
        self.turn_the_clock(&mut batch)?;
        for job in jobs {
            self.take_on(job, &mut batch)?;
        }
        self.cover(&mut batch)?;
        self.write(&batch)?;
        self.given_up = batch.erased.into_iter().map(|(slot, ..)| slot).collect();
        std::thread::sleep(until_a_quarter(self.rules.tick, began.elapsed()));
        // Whoever asked may have gone; what was kept stays kept.
        for (done, kept) in batch.answers {
            let _ = done.send(kept);
        }
        for done in batch.dones {
            let _ = done.send(());
        }
        Ok(())
    }

    /// Overwrites what the last tick gave up. Its place is free once the index says so, after this tick.
    fn erase(&mut self, batch: &mut Batch) -> Result<(), KeeperError> {
        batch.freed = std::mem::take(&mut self.given_up).into_iter().collect();
        for slot in &batch.freed {
            self.shelf
                .slots
                .erase(*slot, &mut self.random)
                .map_err(KeeperError::Slots)?;
            batch.changes.insert(*slot, free_entry(&mut self.random));
        }
        Ok(())
    }

    /// The day never goes back. A new day ends what has rested too long; a release hour shows what came.
    fn turn_the_clock(&mut self, batch: &mut Batch) -> Result<(), KeeperError> {
        let now = (self.rules.clock)();
        let today = Day::of_unix(now).map_err(|_| KeeperError::Clock)?;
        if today > self.memory.day {
            self.memory.day = today;
            self.told_full = false;
            self.shares.forget();
            self.tally.turn(self.shelf.look().rooms());
        }
        let today = self.memory.day;
        let stale: Vec<_> = self
            .shelf
            .look()
            .entries()
            .filter(|(_, entry)| entry.kind != Kind::Roster)
            .filter(|(_, entry)| today.since(entry.day) > self.rules.retention)
            .collect();
        stale
            .into_iter()
            .for_each(|(slot, entry)| give_up(slot, entry, batch, &mut self.random));
        let hours = self.last_hour + 1..=now / 3_600;
        let strikes = |hour: u64| {
            self.rules
                .release_hours
                .iter()
                .any(|release| u64::from(*release) == hour % 24)
        };
        if hours.take(24).any(strikes) {
            self.shelf.change().release();
        }
        self.last_hour = now / 3_600;
        Ok(())
    }

    fn take_on(&mut self, job: Job, batch: &mut Batch) -> Result<(), KeeperError> {
        match job {
            Job::Keep {
                name,
                ticket,
                what,
                from,
                done,
            } => {
                let kept = self.keep(name, ticket, &what.bytes, from, batch)?;
                batch.answers.push((done, kept));
            }
            Job::Stop => {}
            Job::Events { what, done } => {
                let mut all = Kept::New;
                for event in what.bytes.chunks(Size::K4.bytes()) {
                    let name = Ticket::of_bytes(event);
                    let kept = self.keep(Name::Event, name, event, None, batch)?;
                    if matches!(kept, Kept::Full | Kept::Other) {
                        all = kept;
                    }
                }
                batch.answers.push((done, all));
            }
            Job::Roster {
                framed,
                serial,
                digest,
                handlers,
                done,
            } => {
                let kept = self.keep_roster(&framed, batch)?;
                if kept == Kept::New {
                    (self.memory.serial, self.memory.roster) = (serial, digest);
                    self.rules.handlers = handlers;
                }
                batch.answers.push((done, kept));
            }
            Job::Withdraw { items, done } => {
                for (name, ticket) in items {
                    let found = self.standing(name, ticket, batch);
                    if let Some((slot, entry)) = found.filter(|(_, entry)| entry.confirmed == 0) {
                        give_up(slot, entry, batch, &mut self.random);
                    }
                }
                batch.dones.push(done);
            }
            Job::Confirm {
                handler,
                items,
                done,
            } => {
                items
                    .into_iter()
                    .for_each(|(name, ticket)| self.confirm(handler, name, ticket, batch));
                batch.dones.push(done);
            }
        }
        Ok(())
    }

    fn keep(
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

    /// Puts a new roster in the place of the old. Places in it may have changed hands: every desk confirms again.
    fn keep_roster(&mut self, framed: &[u8], batch: &mut Batch) -> Result<Kept, KeeperError> {
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
                give_up(slot, entry, batch, &mut self.random);
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

    /// What a ticket names, with what this tick has changed already.
    fn standing(&self, name: Name, ticket: Ticket, batch: &Batch) -> Option<(Slot, Entry)> {
        let resting = self.shelf.look().find(name, ticket);
        let slot = batch
            .kept
            .get(&(name, ticket))
            .copied()
            .or(resting.map(|(slot, _)| slot))?;
        let entry = batch
            .changes
            .get(&slot)
            .copied()
            .or(resting.map(|(_, entry)| entry))?;
        Some((slot, entry))
    }

    fn confirm(&mut self, handler: usize, name: Name, ticket: Ticket, batch: &mut Batch) {
        let standing = self.standing(name, ticket, batch);
        let Some((slot, mut entry)) = standing.filter(|(_, entry)| entry.kind != Kind::Erasing)
        else {
            return;
        };
        entry.confirmed |= 1u64
            .checked_shl(u32::try_from(handler).unwrap_or(u32::MAX))
            .unwrap_or(0);
        if entry.confirmed.count_ones() as usize >= self.rules.handlers {
            give_up(slot, entry, batch, &mut self.random);
        } else {
            batch.changes.insert(slot, entry);
        }
    }

    /// What is written at every beat, so that one with arrivals does not stand out.
    fn cover(&mut self, batch: &mut Batch) -> Result<(), KeeperError> {
        for size in Size::ALL {
            let Some(slot) = self.shelf.look().any_free(size, &mut self.random) else {
                continue;
            };
            self.shelf
                .slots
                .stir(slot, &mut self.random)
                .map_err(KeeperError::Slots)?;
            batch.changes.insert(slot, free_entry(&mut self.random));
        }
        Ok(())
    }

    /// First the bytes, then the index, then what the doors see.
    fn write(&mut self, batch: &Batch) -> Result<(), KeeperError> {
        self.shelf.slots.flush().map_err(KeeperError::Slots)?;
        let changes = batch.changes.iter().map(|(slot, entry)| (*slot, *entry));
        self.store
            .commit(changes, &self.memory)
            .map_err(KeeperError::Store)?;
        let mut index = self.shelf.change();
        for (slot, entry) in &batch.changes {
            // A free row that was only stirred is on the list already.
            if entry.kind != Kind::Free || batch.freed.contains(slot) {
                index.put(*slot, *entry);
            }
        }
        if !self.rules.release_hours.is_empty() {
            let waits = |name: &Name| matches!(name, Name::Report | Name::Letter);
            let told = batch.kept.keys().filter(|(name, _)| waits(name));
            told.for_each(|(_, ticket)| index.hold_back(*ticket));
        }
        batch
            .burst
            .iter()
            .for_each(|ticket| index.came_in_a_burst(*ticket));
        // Last, since what came and went at one tick is in all of these.
        batch
            .erased
            .iter()
            .for_each(|(_, name, ticket)| index.forget(*name, *ticket));
        Ok(())
    }
}

/// How long to wait, so long after a beat began, for its next quarter.
fn until_a_quarter(tick: Duration, passed: Duration) -> Duration {
    let quarter = (tick / 4).as_nanos().max(1);
    let behind = u64::try_from(passed.as_nanos() % quarter).unwrap_or(0);
    tick / 4 - Duration::from_nanos(behind).min(tick / 4)
}

/// Marks a slot as given up, once. Its row forgets at once what it was.
fn give_up(slot: Slot, entry: Entry, batch: &mut Batch, random: &mut ChaCha20Rng) {
    let Some(name) = Name::of(entry.kind) else {
        return;
    };
    let given_up = Entry {
        kind: Kind::Erasing,
        ..free_entry(random)
    };
    batch.changes.insert(slot, given_up);
    batch.erased.push((slot, name, entry.ticket));
}
