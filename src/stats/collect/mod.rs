//! What organisations contributed, and its sum.
//!
//! Order: fetch, sum > contribution > problem, share

pub mod contribution;
pub mod fetch;
pub mod problem;
pub mod share;
pub mod sum;
#[cfg(test)]
mod tests;
