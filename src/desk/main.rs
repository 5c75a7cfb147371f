//! x
#[path = "../keyring/mod.rs"]
mod keyring;
fn main() {}
