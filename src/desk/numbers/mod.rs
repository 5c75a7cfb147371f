//! Contributions to the statistics from closed cases.
//!
//! Order: contribute > count > error

pub mod contribute;
pub mod count;
pub mod error;
