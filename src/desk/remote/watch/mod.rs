//! Checks the site as a reporter sees it.
//!
//! Order: site > evidence > visitor

pub mod evidence;
pub mod site;
pub mod visitor;
