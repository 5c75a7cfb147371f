//! The ground floor: words that every room may say and none can be harmed by.
//!
//! No files, sockets, clock, randomness or printing here, and nothing that decrypts. What a room alone
//! needs lives in that room; what two rooms say to each other lives in [`wire`].

mod as_text;
pub mod code;
pub mod day;
pub mod frame;
pub mod hex;
pub mod plan;
pub mod roster;
pub mod sealed;
pub mod secret;
pub mod signed;
pub mod table;
pub mod ticket;
pub mod wire;
