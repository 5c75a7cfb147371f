//! Replies to reporters: their addresses, the board and templates.
//!
//! Order: board, template > address > authored > error > length, tags

pub mod address;
pub mod authored;
pub mod board;
pub mod error;
pub mod length;
pub mod tags;
pub mod template;
