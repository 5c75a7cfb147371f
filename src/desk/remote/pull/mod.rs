//! Fetches what reporters sent, and the pieces of their files.
//!
//! Order: confirm, reports > pieces, submission

pub mod confirm;
pub mod pieces;
pub mod reports;
pub mod submission;
