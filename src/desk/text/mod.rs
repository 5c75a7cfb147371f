//! Messages for people, and text that cannot harm whoever reads it.
//!
//! Order: messages, sanitize

#[cfg(test)]
mod checked;
pub mod messages;
pub mod sanitize;
