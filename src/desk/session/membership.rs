//! Where this desk belongs: whose root key it believes, and where its intake is.

use crate::remote::error::PullError;
use crate::remote::error::store;
use crate::session::unlocked::Desk;
use serde::{Deserialize, Serialize};
use sotto::roster::Roster;
use sotto::signed::VerifyingKey;

/// Where this desk's intake is, and whom the desk believes.
#[derive(Clone, Serialize, Deserialize)]
pub struct Joined {
    pub root: VerifyingKey,
    pub intake: String,
    pub proxy: Option<String>,
    /// The highest roster seen.
    pub serial: u64,
    /// Where reporters come in, if this desk watches what they are shown.
    #[serde(default)]
    pub site: Option<String>,
}

/// Reads where this desk belongs.
pub fn joined(store: &crate::store::Store) -> Result<Joined, PullError> {
    let remembered = store
        .recall("joined")
        .map_err(crate::remote::error::store)?;
    remembered.ok_or(PullError::NotJoined)
}

/// Remembers where this desk belongs.
pub fn join(desk: &Desk, joined: &Joined) -> Result<(), PullError> {
    desk.store.remember("joined", joined).map_err(store)
}

/// The roster that was seen last.
pub fn roster(desk: &Desk) -> Result<&Roster, PullError> {
    desk.roster().ok_or(PullError::NotJoined)
}
