//! Every case of this desk, opened and folded, in memory.

pub mod entry;
pub mod index;
pub mod query;
pub mod record;
pub mod search_text;
