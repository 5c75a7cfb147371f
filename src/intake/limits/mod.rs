//! How much of the intake one circuit may take.

pub mod circuit;
pub mod connections;
pub mod memory;
pub mod received;
