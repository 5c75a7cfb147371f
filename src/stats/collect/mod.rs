//! What organisations contributed, and its sum.

pub mod contribution;
pub mod fetch;
pub mod share;
pub mod sum;
