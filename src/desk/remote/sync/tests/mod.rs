//! Desks that were apart come to agree, and believe nothing that they cannot check.
//!
//! Order: agree, believe, forget > team

mod agree;
mod believe;
mod forget;
mod team;
