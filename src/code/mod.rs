//! The text-free facts of a closed case, from fixed lists; and the sides of the tables in which they are counted.
//!
//! Order: dimension > case_code > country > lists

pub mod case_code;
pub mod country;
pub mod dimension;
pub mod lists;

pub use case_code::Code;
pub use dimension::{Dimension, LISTS};
pub(crate) use lists::list;
pub use lists::{
    Actor, Asset, Attribution, Finding, Geo, Kind, NotInList, Outcome, Response, Target, Tool,
    Vector,
};
