//! The intake and the desk's page by their doors: every status and header, what is never kept, and what does not start.

#[path = "../support/mod.rs"]
mod support;

mod board;
mod cards;
mod contributions;
#[cfg(feature = "desk")]
mod desk_page;
mod events;
mod letters;
mod login;
mod pickup;
mod public;
mod rest;
mod roster;
mod start;
mod strict;
