//! A release as one folder that people read.
//!
//! Order: render > report > annex > data, manifest, map, over_time, workbook > chart > picture > page, error > series > figure >
//! messages

mod annex;
mod chart;
mod data;
pub mod error;
pub mod figure;
pub mod manifest;
mod map;
mod messages;
mod over_time;
mod page;
mod picture;
pub mod render;
pub mod report;
mod series;
mod workbook;
