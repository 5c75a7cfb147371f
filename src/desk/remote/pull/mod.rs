//! What reporters sent, and the pieces of their files.

pub mod confirm;
pub mod pieces;
pub mod reports;
