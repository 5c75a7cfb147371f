//! Keys, and what is sealed, encrypted and opened with them. The desk and the statistics hold keys; nobody else does.
//!
//! Order: recovery, vault > keys, passphrase, open, seal > hybrid, storage_key, mnemonic, fingerprint > random, file, locked
//!
//! This is no library. The desk and the statistics each include this folder as a module of their own, so that the intake
//! cannot: nothing here is in the shared library, and the intake is built without the crates that it needs.

pub mod file;
pub mod fingerprint;
pub mod hybrid;
pub mod keys;
pub mod locked;
pub mod mnemonic;
pub mod open;
pub mod passphrase;
pub mod random;
pub mod recovery;
pub mod seal;
pub mod storage_key;
pub mod vault;

pub use random::{NoRandomness, random};
