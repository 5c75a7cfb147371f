//! Commands for operators.
//!
//! Order: inspect, status

pub mod inspect;
pub mod status;
