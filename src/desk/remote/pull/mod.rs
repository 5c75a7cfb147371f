//! What reporters sent, and the pieces of their files.
//!
//! Order: confirm > pieces, reports

pub mod confirm;
pub mod pieces;
pub mod reports;
