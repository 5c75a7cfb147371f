//! Rosters and the site: what the holder of the root key signs.

pub mod error;
pub mod roster;
pub mod site;
