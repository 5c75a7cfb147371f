//! Keys, and what they open and shut: for the two rooms that hold any, the desk and the statistics.
//!
//! This is no library. Each of the two takes the folder in as a module of its own, so that the intake can
//! not: nothing here is in the ground floor, and the intake is built without the crates that it needs.

pub mod file;
pub mod hybrid;
pub mod keys;
pub mod open;
pub mod passphrase;
pub mod recovery;
pub mod rest;
pub mod seal;
pub mod vault;
pub mod words;

/// Fresh bytes from the operating system's generator.
pub fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// The operating system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random numbers; nothing was done")]
pub struct NoRandomness;
