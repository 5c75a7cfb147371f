//! What was drawn and released, and the budget it spent.
//!
//! Order: file > half > entry, error, tier

pub mod entry;
pub mod error;
pub mod file;
pub mod half;
#[cfg(test)]
mod tests;
pub mod tier;
