//! Messages for people, and text that cannot harm whoever reads it.

pub mod messages;
pub mod sanitize;
