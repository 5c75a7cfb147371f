//! What a reporter told, and the files that came with it.

pub mod attachment;
pub mod content;
