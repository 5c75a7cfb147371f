//! How connections and memory are shared out among circuits.
//!
//! Order: received > memory > memory_queue, connections > circuit

pub mod circuit;
pub mod connections;
pub mod memory;
pub mod memory_queue;
pub mod received;
