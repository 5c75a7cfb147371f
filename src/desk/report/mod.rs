//! What a reporter told, and the files that came with it.
//!
//! Order: attachment > content

pub mod attachment;
pub mod content;
