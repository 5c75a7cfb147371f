//! What reporters can ask for.

pub mod armor;
pub mod board;
pub mod letters;
pub mod routes;
pub mod submissions;
