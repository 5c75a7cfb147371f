//! Exchanges events and envelopes with the desks of colleagues.
//!
//! Order: round > new_team_key, receive > envelope, send, verify

pub mod envelope;
pub mod new_team_key;
pub mod receive;
pub mod round;
pub mod send;
#[cfg(test)]
mod tests;
pub mod verify;
