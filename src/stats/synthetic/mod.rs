//! Made-up cases, to see what a plan will publish.
//!
//! Order: preview > case

pub mod case;
pub mod preview;
