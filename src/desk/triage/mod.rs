//! What handlers do with cases.
//!
//! Order: suggest_code, words > command > actions

pub mod actions;
pub mod command;
pub mod suggest_code;
pub mod words;
