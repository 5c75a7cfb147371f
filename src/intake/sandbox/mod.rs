//! What the intake gives up before it lets anybody in.
//!
//! Order: steps > syscalls

pub mod steps;
pub mod syscalls;
