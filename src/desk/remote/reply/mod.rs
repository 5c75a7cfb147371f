//! Replies to reporters.

pub mod address;
pub mod board;
pub mod template;
