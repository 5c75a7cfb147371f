//! Every case of this desk, opened and folded, in memory.
//!
//! Order: query > entry, fold > index > record > search_text

pub mod entry;
pub mod fold;
pub mod index;
#[cfg(test)]
mod joined;
pub mod query;
pub mod record;
pub mod search_text;
