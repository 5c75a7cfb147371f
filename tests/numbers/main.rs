//! From closed cases to a published folder, through the three programs and no other way; and what is published, read by
//! the programs that people read it with.

#[path = "../support/mod.rs"]
mod support;

mod contribute;
mod plans;
mod publish;
mod published;
mod release;
mod two;
