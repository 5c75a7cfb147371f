//! The content of submissions, and the files that came with them.
//!
//! Order: belonging, text > attachment, content > answer, authorship, manifest

pub mod answer;
pub mod attachment;
pub mod authorship;
#[cfg(test)]
mod believed;
pub mod belonging;
pub mod content;
#[cfg(test)]
pub mod fixture;
pub mod manifest;
pub mod text;
