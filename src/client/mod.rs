//! The client of an intake's staff door, directly or through Tor's SOCKS port: for the desk and the statistics.
//!
//! Order: login, reports, team, organisation > transfer > connection > response > error
//!
//! This is no library. The desk and the statistics each include this folder as a module of their own, as the keyring; the
//! intake asks nobody anything. With `socks5h` the name is resolved by Tor, never here.

mod connection;
mod error;
mod login;
mod organisation;
mod reports;
pub mod response;
mod team;
mod transfer;

pub use connection::Intake;
pub use error::ClientError;
pub use login::login;
