//! Commands for operators.

pub mod inspect;
pub mod status;
