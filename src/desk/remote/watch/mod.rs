//! The site as a reporter sees it.
//!
//! Order: site > visitor

pub mod site;
pub mod visitor;
