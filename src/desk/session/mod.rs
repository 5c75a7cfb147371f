//! The unlocked desk.
//!
//! Order: open > alert, changes, files, lists, membership, purges, shared, submissions > unlocked > epochs, team_key >
//! epoch_key, seen > error

pub mod alert;
pub mod changes;
pub mod epoch_key;
pub mod epochs;
pub mod error;
pub mod files;
pub mod lists;
pub mod membership;
pub mod open;
pub mod purges;
pub mod seen;
pub mod shared;
pub mod submissions;
pub mod team_key;
pub mod unlocked;
