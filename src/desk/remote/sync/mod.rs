//! What the desks of a team tell one another.

pub mod envelope;
pub mod receive;
