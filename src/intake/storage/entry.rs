//! What the index says about a slot.

use crate::storage::kind::SlotKind;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::RngCore;
use sotto::day::Day;
use sotto::ticket::Ticket;

/// A row of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub kind: SlotKind,
    pub ticket: Ticket,
    pub day: Day,
    pub digest: [u8; 32],
    /// One bit for each handler to whom it was sealed, by their index in the roster; all bits where that is not known.
    pub able: u64,
    /// One bit for each handler who has confirmed, by their index in the roster.
    pub confirmed: u64,
}

/// Returns the row of a free slot: random bytes where a used one has a ticket and a digest.
pub fn free_entry(random: &mut ChaCha20Rng) -> Entry {
    let mut ticket = [0; 16];
    let mut digest = [0; 32];
    random.fill_bytes(&mut ticket);
    random.fill_bytes(&mut digest);
    Entry {
        kind: SlotKind::Free,
        ticket: ticket.into(),
        day: Day::FIRST,
        digest,
        able: 0,
        confirmed: 0,
    }
}
