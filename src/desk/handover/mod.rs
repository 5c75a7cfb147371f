//! Hands cases over to other organisations, and takes in theirs.
//!
//! Order: give, take > package, receipt > error > digest, part

pub mod digest;
pub mod error;
pub mod give;
pub mod package;
pub mod part;
pub mod receipt;
pub mod take;
