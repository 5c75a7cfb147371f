//! Desks that were apart come to the same state, and trust nothing that they cannot check.
//!
//! Order: agree, believe, forget > team

mod agree;
mod believe;
mod forget;
mod team;
