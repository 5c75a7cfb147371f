//! The one writer: a thread that alone changes what rests on the disk.
//!
//! Order: run > people > keep, erase > state > batch > job, error

pub mod batch;
pub mod erase;
pub mod error;
pub mod job;
pub mod keep;
pub mod people;
pub mod run;
pub mod state;
