//! What closed cases give to the statistics.
//!
//! Order: contribute > count > error

pub mod contribute;
pub mod count;
pub mod error;
