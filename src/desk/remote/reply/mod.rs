//! Replies to reporters.

pub mod board;
pub mod template;
