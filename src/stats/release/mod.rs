//! Halves in, tables out: what may be shown.
//!
//! Order: document > error

pub mod document;
pub mod error;
#[cfg(test)]
mod tests;
