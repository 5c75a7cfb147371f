//! Cases as people and other programs read them.
//!
//! Order: export, text > queue, report

pub mod export;
pub mod queue;
pub mod report;
pub mod text;
