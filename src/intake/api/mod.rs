//! The HTTP interface: what reporters, handlers and coordinators can ask for.
//!
//! Order: public, staff > roster_in_force, submit > site, response

pub mod public;
pub mod response;
pub mod roster_in_force;
pub mod site;
pub mod staff;
pub mod submit;
