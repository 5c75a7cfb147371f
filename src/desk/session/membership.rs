//! The organisation that this desk belongs to: the root key that it trusts, and the address of its intake.

use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::store::Store;
use serde::{Deserialize, Serialize};
use sotto::roster::Roster;
use sotto::signed::VerifyingKey;

/// The organisation that this desk belongs to.
#[derive(Clone, Serialize, Deserialize)]
pub struct Joined {
    pub root: VerifyingKey,
    /// The intake's address for desks.
    pub intake: String,
    /// The address of Tor's SOCKS proxy, if one is needed.
    pub proxy: Option<String>,
    /// The highest serial number of a roster that this desk has seen.
    pub serial: u64,
    /// The address that reporters use, if this desk watches what they are shown.
    #[serde(default)]
    pub site: Option<String>,
}

/// Returns the organisation that this desk has joined.
///
/// # Errors
/// [`SessionError::NotJoined`] if it has joined none.
pub fn joined(store: &Store) -> Result<Joined, SessionError> {
    let remembered = store.recall("joined").map_err(SessionError::Store)?;
    remembered.ok_or(SessionError::NotJoined)
}

/// Stores the organisation that this desk has joined.
pub fn join(session: &Session, joined: &Joined) -> Result<(), SessionError> {
    session
        .store
        .remember("joined", joined)
        .map_err(SessionError::Store)
}

/// Returns the roster in force, as this desk knows it.
///
/// # Errors
/// [`SessionError::NotJoined`] if this desk has seen none.
pub fn roster(session: &Session) -> Result<&Roster, SessionError> {
    session.roster().ok_or(SessionError::NotJoined)
}
