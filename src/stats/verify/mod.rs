//! What is published, on the disk, and what anybody can check of it.
//!
//! Order: audit > published_folder

pub mod audit;
pub mod published_folder;
