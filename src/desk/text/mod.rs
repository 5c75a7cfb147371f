//! Messages for people, and text that cannot harm whoever reads it.
//!
//! Order: messages, sanitize

pub mod messages;
pub mod sanitize;
