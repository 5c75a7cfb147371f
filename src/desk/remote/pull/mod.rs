//! What reporters sent, and the pieces of their files.

pub mod reports;
