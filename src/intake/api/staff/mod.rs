//! What handlers and coordinators can ask for.

pub mod contributions;
pub mod events;
pub mod pickup;
pub mod routes;
pub mod sessions;
