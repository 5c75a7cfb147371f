//! The index of slots on the disk: the one place of SQL.
//!
//! Order: sqlite > journal, rows > error

pub mod error;
pub mod journal;
pub mod rows;
pub mod sqlite;
