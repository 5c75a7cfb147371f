//! The site as a reporter sees it.

pub mod site;
pub mod visitor;
