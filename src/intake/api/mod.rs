//! What can be asked of the intake: by reporters, and by handlers and coordinators.
//!
//! Order: public, staff > roster_in_force, submit > site, response

pub mod public;
pub mod response;
pub mod roster_in_force;
pub mod site;
pub mod staff;
pub mod submit;
