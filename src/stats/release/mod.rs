//! Halves in, tables out: what may be shown.
//!
//! Order: figures > error

pub mod error;
pub mod figures;
#[cfg(test)]
mod tests;
