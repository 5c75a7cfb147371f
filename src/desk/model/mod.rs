//! What a case is made of. Pure: no disk, no network, no clock.

pub mod case;
pub mod change;
pub mod event;
pub mod history;
pub mod label;
pub mod priority;
pub mod proposal;
pub mod retention;
