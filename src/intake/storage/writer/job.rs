//! Jobs for the writer, and its answers.

use crate::limits::circuit::Circuit;
use crate::limits::received::Received;
use crate::storage::kind::SlotKind;
use sotto::epoch::Epoch;
use sotto::ticket::Ticket;
use tokio::sync::oneshot;

/// What came of a request to keep something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is durable now.
    New,
    /// The same bytes are already kept under its ticket.
    Same,
    /// Other bytes are kept under its ticket.
    Other,
    /// No slot of its size is free, or none for this circuit.
    Full,
}

/// Something to be done at the next tick. The result is sent once it is on the disk.
pub enum Job {
    /// Keep one thing.
    Keep(Submission, oneshot::Sender<Kept>),
    /// Keep events of desks: several of 4 KiB, each under the digest of its bytes.
    Events(Received, oneshot::Sender<Kept>),
    /// Erase these, except for what a desk has confirmed.
    Withdraw(Vec<(SlotKind, Ticket)>, oneshot::Sender<()>),
    /// Note what a handler has durably. Erase what everybody has who must.
    Confirm(Confirmed, oneshot::Sender<()>),
    /// Keep this epoch card, in the place of the handler's earlier one of that epoch.
    Card(NewCard, oneshot::Sender<Kept>),
    /// Keep this roster, and go by it.
    Roster(NewRoster, oneshot::Sender<Kept>),
    /// Stop after one more tick, with nothing half written.
    Stop,
}

/// Something to be kept.
pub struct Submission {
    pub kind: SlotKind,
    pub ticket: Ticket,
    /// The bytes, whose length is that of a slot.
    pub received: Received,
    /// The circuit on which it came; `None` for handlers, whose slots are not shared out.
    pub circuit: Option<Circuit>,
}

/// A roster that was verified, to be put in the place of the one in force.
pub struct NewRoster {
    /// Framed, so that its length is that of a slot.
    pub framed: Vec<u8>,
    pub serial: u64,
    pub digest: [u8; 32],
    /// The roster in force in which `places` are looked up.
    pub former: u64,
    /// How many handlers must have something before it is erased.
    pub keep_until: usize,
    /// For each handler of the roster in force, by their index, their index in this one.
    pub places: Vec<Option<usize>>,
}

/// What a handler has durably.
pub struct Confirmed {
    /// The roster in which the handler has this index.
    pub serial: u64,
    pub handler: usize,
    pub items: Vec<(SlotKind, Ticket)>,
}

/// An epoch card that was verified.
pub struct NewCard {
    /// Framed, so that its length is that of a slot.
    pub framed: Vec<u8>,
    pub ticket: Ticket,
    /// The roster in which the handler has this index.
    pub serial: u64,
    pub handler: usize,
    pub epoch: Epoch,
}
