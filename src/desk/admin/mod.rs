//! Rosters and the site, which the holder of the root key signs.
//!
//! Order: roster > site > error

pub mod error;
pub mod roster;
pub mod site;
