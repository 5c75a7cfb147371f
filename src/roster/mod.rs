//! The signed list of whom reports are sealed to. Nobody is believed about it but the root key.
//!
//! Order: document > keyholder, names > recipient

mod document;
mod keyholder;
mod names;
mod recipient;
#[cfg(test)]
mod tests;

pub use document::{FORMAT, Roster, RosterError};
pub use keyholder::Keyholder;
pub use names::{is_id, is_name};
pub use recipient::{HybridRecipient, NotHybrid};
