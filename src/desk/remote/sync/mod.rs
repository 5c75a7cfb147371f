//! What the desks of a team tell one another.
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
