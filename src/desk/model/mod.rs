//! The parts of a case: its events, the state they add up to, and the rules about it. Pure: no disk, no network, no clock.
//!
//! Order: fold, history, retention > case, proposal > event, priority > change > label

pub mod case;
pub mod change;
pub mod event;
mod fold;
pub mod history;
pub mod label;
pub mod priority;
pub mod proposal;
pub mod retention;
