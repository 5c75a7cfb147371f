//! Cases that go to another organisation, and that come from one.
//!
//! Order: give, take > package, receipt > error > digest, part

pub mod digest;
pub mod error;
pub mod give;
pub mod package;
pub mod part;
pub mod receipt;
pub mod take;
