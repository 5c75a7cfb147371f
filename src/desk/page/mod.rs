//! The local page, for the handler's own browser.
//!
//! Order: server > handlers, middleware, outgoing, pulling, unlock > state > actions > filters > guard, html, lock, puller

pub mod actions;
pub mod filters;
pub mod guard;
pub mod handlers;
pub mod html;
pub mod lock;
pub mod middleware;
pub mod outgoing;
pub mod puller;
pub mod pulling;
pub mod server;
pub mod state;
pub mod unlock;
