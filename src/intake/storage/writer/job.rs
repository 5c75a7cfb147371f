//! What the writer can be asked to do, and what it answers.

use crate::limits::circuit::Circuit;
use crate::limits::received::Received;
use crate::storage::kind::SlotKind;
use sotto::ticket::Ticket;
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

/// Something to be done at the next tick. What came of it is sent once it is on the disk.
pub enum Job {
    /// Keep one thing.
    Keep(Submission, oneshot::Sender<Kept>),
    /// Keep what desks tell one another: several of 4 KiB, each under the name that follows from its bytes.
    Events(Received, oneshot::Sender<Kept>),
    /// Erase these, but for what a desk has confirmed.
    Withdraw(Vec<(SlotKind, Ticket)>, oneshot::Sender<()>),
    /// This handler, by their index in the roster, has these durably; erase what all have.
    Confirm(usize, Vec<(SlotKind, Ticket)>, oneshot::Sender<()>),
    /// Keep this roster, and go by it.
    Roster(NewRoster, oneshot::Sender<Kept>),
    /// End after one more tick, with nothing half written.
    Stop,
}

/// Something to be kept.
pub struct Submission {
    pub kind: SlotKind,
    pub ticket: Ticket,
    /// The bytes, whose length is that of a slot.
    pub received: Received,
    /// On which circuit it came; nothing for staff, who need no share.
    pub circuit: Option<Circuit>,
}

/// A roster that was verified, to be put in the place of the one in force.
pub struct NewRoster {
    /// Framed, so that its length is that of a slot.
    pub framed: Vec<u8>,
    pub serial: u64,
    pub digest: [u8; 32],
    /// How many handlers it has.
    pub handlers: usize,
}
