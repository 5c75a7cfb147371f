//! Traces in reports, and the lists that they are looked up in.

pub mod indicator;
pub mod lists;
pub mod withhold;
