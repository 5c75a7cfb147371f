//! The writer's thread. It commits on a fixed tick, and answers only when what it answers for is on the disk.
//!
//! Nothing is written between ticks. At every tick the same things are written, whether anything came or not: a
//! block of a random free slot of each size, a row of the index, the zeroed journal. Answers leave at a quarter of
//! the tick, so that how long the disk took does not tell what was done. An error of the disk stops the intake:
//! nothing after it can be promised.

use crate::metrics::Metric;
use crate::size::Size;
use crate::storage::entry::free_entry;
use crate::storage::kind::SlotKind;
use crate::storage::writer::batch::Batch;
use crate::storage::writer::error::WriterError;
use crate::storage::writer::job::Job;
use crate::storage::writer::state::Writer;
use sotto::day::Day;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

impl Writer {
    /// Writes at every tick until asked to stop.
    ///
    /// # Errors
    ///
    /// Returns what failed on the disk; nothing was written after it.
    pub fn run(mut self, jobs: &Receiver<Job>) -> Result<(), WriterError> {
        let mut next = Instant::now() + self.rules.tick;
        let mut waiting = Vec::new();
        loop {
            match jobs.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(Job::Stop) | Err(RecvTimeoutError::Disconnected) => {
                    return self.tick(waiting, Instant::now());
                }
                Ok(job) => waiting.push(job),
                Err(RecvTimeoutError::Timeout) => {
                    self.tick(std::mem::take(&mut waiting), next)?;
                    next += self.rules.tick;
                    if next < Instant::now() {
                        self.metrics.count(Metric::LateTick);
                        next = Instant::now();
                    }
                }
            }
        }
    }

    fn tick(&mut self, jobs: Vec<Job>, began: Instant) -> Result<(), WriterError> {
        let mut batch = Batch::default();
        self.erase(&mut batch)?;
        self.turn_the_clock(&mut batch)?;
        for job in jobs {
            self.take_on(job, &mut batch)?;
        }
        self.write_cover(&mut batch)?;
        self.commit(&batch)?;
        self.given_up = batch.erased.iter().map(|(slot, ..)| *slot).collect();
        std::thread::sleep(until_a_quarter(self.rules.tick, began.elapsed()));
        batch.answer();
        Ok(())
    }

    /// Follows the clock: a new day gives up what has been kept too long, and a release hour shows what came. The day
    /// never goes back.
    fn turn_the_clock(&mut self, batch: &mut Batch) -> Result<(), WriterError> {
        let now = (self.rules.clock)();
        let today = Day::of_unix(now).map_err(|_| WriterError::Clock)?;
        if today > self.last_use.day {
            self.last_use.day = today;
            self.forget_what_is_done(batch);
            self.told_full = false;
            self.fair_share.forget();
            self.metrics.turn(self.index.read().free_and_all_of_each());
        }
        self.expire(batch);
        let hours = self.last_hour + 1..=now / 3_600;
        let strikes = |hour: u64| {
            self.rules
                .release_hours
                .iter()
                .any(|release| u64::from(*release) == hour % 24)
        };
        if hours.take(24).any(strikes) {
            self.index.write().release();
        }
        self.last_hour = now / 3_600;
        Ok(())
    }

    fn take_on(&mut self, job: Job, batch: &mut Batch) -> Result<(), WriterError> {
        match job {
            Job::Keep(submission, done) => {
                let kept = self.keep(&submission, batch)?;
                batch.answers.push((done, kept));
            }
            Job::Events(events, done) => {
                let kept = self.keep_events(&events.bytes, batch)?;
                batch.answers.push((done, kept));
            }
            Job::Withdraw(items, done) => {
                self.withdraw(items, batch);
                batch.dones.push(done);
            }
            Job::Confirm(confirmed, done) => {
                self.confirm(confirmed, batch);
                batch.dones.push(done);
            }
            Job::Card(card, done) => {
                let kept = self.keep_card(&card, batch)?;
                batch.answers.push((done, kept));
            }
            Job::Roster(roster, done) => {
                let kept = self.keep_roster(&roster, batch)?;
                batch.answers.push((done, kept));
            }
            Job::Stop => {}
        }
        Ok(())
    }

    /// Writes what every tick writes, so that one with arrivals does not stand out.
    fn write_cover(&mut self, batch: &mut Batch) -> Result<(), WriterError> {
        for size in Size::ALL {
            let Some(slot) = self.index.read().any_free(size, &mut self.random) else {
                continue;
            };
            self.index
                .slots
                .cover_write(slot, &mut self.random)
                .map_err(WriterError::Slots)?;
            batch.changes.insert(slot, free_entry(&mut self.random));
        }
        Ok(())
    }

    /// Makes a tick durable: first the bytes, then the index on the disk, then the index that requests read.
    fn commit(&mut self, batch: &Batch) -> Result<(), WriterError> {
        self.index.slots.flush().map_err(WriterError::Slots)?;
        let changes = batch.changes.iter().map(|(slot, entry)| (*slot, *entry));
        self.database
            .commit(changes, &self.last_use)
            .map_err(WriterError::Database)?;
        let mut index = self.index.write();
        for (slot, entry) in &batch.changes {
            // A free row that was only overwritten is on the list already.
            if entry.kind != SlotKind::Free || batch.freed.contains(slot) {
                index.put(*slot, *entry);
            }
        }
        if !self.rules.release_hours.is_empty() {
            let waits = |kind: &SlotKind| matches!(kind, SlotKind::Report | SlotKind::Letter);
            let told = batch.kept.keys().filter(|(kind, _)| waits(kind));
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
            .for_each(|(_, kind, ticket)| index.forget(*kind, *ticket));
        Ok(())
    }
}

/// Returns how long to wait for the next quarter of a tick that began `passed` ago.
fn until_a_quarter(tick: Duration, passed: Duration) -> Duration {
    let quarter = (tick / 4).as_nanos().max(1);
    let behind = u64::try_from(passed.as_nanos() % quarter).unwrap_or(0);
    tick / 4 - Duration::from_nanos(behind).min(tick / 4)
}
