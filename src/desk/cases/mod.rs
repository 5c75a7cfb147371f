//! Every case of this desk, opened and folded, in memory.

pub mod index;
pub mod query;
