//! What a handler does with cases.
//!
//! Order: actions, suggest_code

pub mod actions;
pub mod suggest_code;
