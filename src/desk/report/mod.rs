//! What a reporter told, and the files that came with it.
//!
//! Order: attachment, content > answer, manifest

pub mod answer;
pub mod attachment;
pub mod content;
pub mod manifest;
