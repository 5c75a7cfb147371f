//! The parts of the local page, as HTML.
//!
//! Order: case, menu, team > replies > evidence, queue

pub mod case;
pub mod evidence;
pub mod menu;
pub mod queue;
pub mod replies;
pub mod team;
