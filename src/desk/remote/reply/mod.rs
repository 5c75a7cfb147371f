//! Replies to reporters: their addresses, the board and templates.
//!
//! Order: board > address, template

pub mod address;
pub mod board;
pub mod template;
