//! What the desks of a team tell one another.
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
