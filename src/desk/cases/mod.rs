//! Every case of this desk, opened and folded, in memory.
//!
//! Order: query > entry > index > record > search_text

pub mod entry;
pub mod index;
pub mod query;
pub mod record;
pub mod search_text;
