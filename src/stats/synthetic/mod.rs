//! Cases that nobody had.
//!
//! Order: preview > case

pub mod case;
pub mod preview;
