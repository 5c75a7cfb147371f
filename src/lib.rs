//! The shared library: types and formats that all programs use. No I/O, clock, randomness or decryption.
//!
//! Order: plan > table, roster, wire > code, sealed, signed > hex, epoch, ticket, frame, secret > day > as_text
//!
//! What one program alone needs is in that program's folder; what two programs send to each other is in [`wire`].

mod as_text;
pub mod code;
pub mod day;
pub mod epoch;
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
