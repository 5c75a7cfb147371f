//! What reporters can ask for.
//!
//! Order: routes > submissions, letter_form, reply_page, pages > state, armor > board

pub mod armor;
pub mod board;
pub mod letter_form;
pub mod pages;
pub mod reply_page;
pub mod routes;
pub mod state;
pub mod submissions;
