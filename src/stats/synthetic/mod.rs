//! Cases that nobody had.

pub mod preview;
