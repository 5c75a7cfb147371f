//! Replies to reporters.
//!
//! Order: board > address, template

pub mod address;
pub mod board;
pub mod template;
