//! The ledger of a coordinator: for which plans noise was drawn, and the budget it spent.
//!
//! Order: file > half > entry, error, tier

pub mod entry;
pub mod error;
pub mod file;
pub mod half;
#[cfg(test)]
mod tests;
pub mod tier;
