//! What was drawn and released, and the budget it spent.

pub mod entry;
pub mod file;
pub mod tier;
