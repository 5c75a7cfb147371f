//! Replies to reporters: their addresses, the board and templates.
//!
//! Order: board > compare, template > address > authored > error > length, tags

pub mod address;
pub mod authored;
pub mod board;
pub mod compare;
pub mod error;
pub mod length;
pub mod tags;
pub mod template;
#[cfg(test)]
mod tests;
