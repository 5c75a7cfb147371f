//! What the desk stores on disk, encrypted. Every SQL statement of the desk is in this folder.
//!
//! Order: cases > drafts, events > database

mod cases;
mod database;
mod drafts;
mod events;

pub use cases::{About, CaseRow, NewCase};
pub use database::{Last, Store, StoreError};
pub use events::EventRow;
