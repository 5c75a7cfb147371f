//! The unlocked desk.

pub mod unlocked;
