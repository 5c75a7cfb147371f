//! Cases that go to another organisation, and that come from one.

pub mod package;
