//! What a case is made of. Pure: no disk, no network, no clock.
//!
//! Order: history, retention > case, proposal > event, priority > change > label

pub mod case;
pub mod change;
pub mod event;
pub mod history;
pub mod label;
pub mod priority;
pub mod proposal;
pub mod retention;
