//! Exchanges events and envelopes with the desks of colleagues.
//!
//! Order: round > receive > team_keys > envelope, send, verify

pub mod envelope;
pub mod receive;
pub mod round;
pub mod send;
pub mod team_keys;
#[cfg(test)]
mod tests;
pub mod verify;
