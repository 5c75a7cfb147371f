//! A release as one folder that people read.

mod chart;
mod data;
mod figure;
mod map;
mod messages;
mod picture;
pub mod render;
mod report;
mod series;
mod sheet;
