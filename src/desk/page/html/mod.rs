//! The parts of the local page, as HTML.
//!
//! Order: case, menu, team > queue

pub mod case;
pub mod menu;
pub mod queue;
pub mod team;
