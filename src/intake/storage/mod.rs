//! What rests on the disk.

pub mod database;
pub mod fair_share;
pub mod index;
pub mod slots;
pub mod writer;
