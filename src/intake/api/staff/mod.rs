//! What handlers and coordinators can ask for.
//!
//! Order: routes > pickup, replies, events, contributions, put_roster, put_card, login, facts > download, upload > state >
//! sessions

pub mod contributions;
pub mod download;
pub mod events;
pub mod facts;
pub mod login;
pub mod pickup;
pub mod put_card;
pub mod put_roster;
pub mod replies;
pub mod routes;
pub mod sessions;
pub mod state;
pub mod upload;
