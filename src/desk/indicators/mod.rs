//! Indicators in reports, and the lists that they are looked up in.
//!
//! Order: lookup > lists, withhold > extract > indicator

pub mod extract;
pub mod indicator;
pub mod lists;
pub mod lookup;
pub mod withhold;
