//! The local page, for the handler's own browser.

pub mod actions;
pub mod guard;
pub mod handlers;
pub mod html;
pub mod outgoing;
pub mod pulling;
pub mod unlock;
