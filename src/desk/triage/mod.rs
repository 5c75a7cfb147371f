//! What a handler does with cases.

pub mod actions;
pub mod suggest_code;
