//! From a socket to a request that was checked, and back.

pub mod body;
pub mod filter;
pub mod head;
pub mod listener;
