//! The parts of the local page, as HTML.

pub mod case;
pub mod menu;
pub mod queue;
pub mod team;
