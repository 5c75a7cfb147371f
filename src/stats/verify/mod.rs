//! What is published, on the disk, and what anybody can check of it.

pub mod audit;
pub mod published_folder;
