//! A published folder on the disk, and everything that anybody can check of it.
//!
//! Order: audit > published_folder

pub mod audit;
pub mod published_folder;
