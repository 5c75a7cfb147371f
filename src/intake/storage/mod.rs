//! What rests on the disk: slots of random or sealed bytes, the index of what they hold, and the one writer.
//!
//! Order: writer > database, index, fair_share > team > entry, frame > slots, kind

pub mod database;
pub mod entry;
pub mod fair_share;
pub mod frame;
pub mod index;
pub mod kind;
pub mod slots;
pub mod team;
pub mod writer;
