//! Halves in, tables out.

pub mod figures;
