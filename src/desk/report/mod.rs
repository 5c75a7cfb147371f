//! The content of submissions, and the files that came with them.
//!
//! Order: attachment, content > answer, manifest

pub mod answer;
pub mod attachment;
pub mod content;
pub mod manifest;
