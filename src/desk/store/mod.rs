//! What rests on this machine, sealed: every SQL statement of the desk is in this folder, and nothing in clear.
//!
//! Order: cases > drafts, events > database

mod cases;
mod database;
mod drafts;
mod events;

pub use cases::{About, CaseRow, NewCase};
pub use database::{Last, Store, StoreError};
pub use events::EventRow;
