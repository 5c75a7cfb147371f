//! The interface: what reporters and handlers can ask for.

pub mod public;
pub mod roster_in_force;
pub mod site;
pub mod staff;
