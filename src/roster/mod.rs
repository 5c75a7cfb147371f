//! The signed list of whom reports are sealed to. Nobody is believed about it but the root key.
//!
//! Order: card > document > handler, keyholder, names > recipient

mod card;
mod document;
mod handler;
mod keyholder;
mod names;
mod recipient;
#[cfg(test)]
mod tests;

pub use card::{CARD_FORMAT, Card, CardError, RosterAndCards};
pub use document::{FORMAT, Roster, RosterError};
pub use handler::Handler;
pub use keyholder::Keyholder;
pub use names::{is_id, is_name};
pub use recipient::{HybridRecipient, NotHybrid};
