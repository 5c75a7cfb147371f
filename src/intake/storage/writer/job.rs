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

/// Something to be done at the next tick.
pub enum Job {
    /// Keep these bytes, whose length is that of a slot.
    Keep {
        kind: SlotKind,
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
        items: Vec<(SlotKind, Ticket)>,
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
        items: Vec<(SlotKind, Ticket)>,
        done: oneshot::Sender<()>,
    },
}
