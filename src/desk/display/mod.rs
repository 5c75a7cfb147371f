//! Cases as people and other programs read them.

pub mod export;
pub mod queue;
pub mod report;
pub mod text;
