//! From a socket to a checked request, and back.
//!
//! Order: accept > connection > filter, body, headers, listener > head, address

pub mod accept;
pub mod address;
pub mod body;
pub mod connection;
pub mod filter;
pub mod head;
pub mod headers;
pub mod listener;
