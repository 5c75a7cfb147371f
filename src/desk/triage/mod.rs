//! What handlers do with cases.
//!
//! Order: command, suggest_code > actions

pub mod actions;
pub mod command;
pub mod suggest_code;
