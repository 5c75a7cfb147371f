//! The state of the writer, which it alone may change.

use crate::metrics::Metrics;
use crate::storage::database::sqlite::{Database, LastUse};
use crate::storage::entry::Entry;
use crate::storage::fair_share::FairShare;
use crate::storage::index::SlotIndex;
use crate::storage::kind::SlotKind;
use crate::storage::slots::{Slot, rng};
use crate::storage::team::Team;
use crate::storage::writer::batch::Batch;
use crate::storage::writer::error::WriterError;
use rand_chacha::ChaCha20Rng;
use sotto::ticket::Ticket;
use std::sync::Arc;
use std::time::Duration;

/// The rules by which the writer keeps and erases.
pub struct Rules {
    /// The time from one tick to the next.
    pub tick: Duration,
    /// How many days something is kept unconfirmed.
    pub retention: u16,
    /// The hours (UTC) at which reports become visible to desks; if empty, at once.
    pub release_hours: Vec<u8>,
    /// Whose desks must have something before it is erased.
    pub team: Team,
    /// Returns the seconds since the Unix epoch.
    pub clock: fn() -> u64,
}

/// The one writer.
pub struct Writer {
    pub(super) index: Arc<SlotIndex>,
    pub(super) database: Database,
    pub(super) last_use: LastUse,
    pub(super) rules: Rules,
    pub(super) random: ChaCha20Rng,
    pub(super) fair_share: FairShare,
    pub(super) metrics: Arc<Metrics>,
    /// The slots that the index on the disk has given up, to be overwritten at the next tick.
    pub(super) given_up: Vec<Slot>,
    pub(super) last_hour: u64,
    pub(super) told_full: bool,
}

impl Writer {
    /// Returns a writer. `given_up` are the slots that a crash left given up and not overwritten.
    ///
    /// # Errors
    ///
    /// [`WriterError::Slots`] if the operating system has no random bytes.
    pub fn new(
        index: Arc<SlotIndex>,
        database: Database,
        last_use: LastUse,
        rules: Rules,
        metrics: Arc<Metrics>,
        given_up: Vec<Slot>,
    ) -> Result<Self, WriterError> {
        let random = rng().map_err(WriterError::Slots)?;
        metrics.turn(index.read().free_and_all_of_each());
        let last_hour = (rules.clock)() / 3_600;
        Ok(Self {
            index,
            database,
            last_use,
            rules,
            random,
            fair_share: FairShare::default(),
            metrics,
            given_up,
            last_hour,
            told_full: false,
        })
    }

    /// Returns what a ticket names, with what this tick has already changed.
    pub(super) fn find(
        &self,
        kind: SlotKind,
        ticket: Ticket,
        batch: &Batch,
    ) -> Option<(Slot, Entry)> {
        let resting = self.index.read().find(kind, ticket);
        let slot = batch
            .kept
            .get(&(kind, ticket))
            .copied()
            .or(resting.map(|(slot, _)| slot))?;
        let entry = batch
            .changes
            .get(&slot)
            .copied()
            .or(resting.map(|(_, entry)| entry))?;
        Some((slot, entry))
    }
}
