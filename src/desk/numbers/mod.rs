//! What closed cases give to the statistics.

pub mod contribute;
pub mod count;
pub mod error;
