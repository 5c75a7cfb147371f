//! Where this desk belongs: whose root key it believes, and where its intake is.

use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::store::Store;
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
pub fn joined(store: &Store) -> Result<Joined, SessionError> {
    let remembered = store.recall("joined").map_err(SessionError::Store)?;
    remembered.ok_or(SessionError::NotJoined)
}

/// Remembers where this desk belongs.
pub fn join(session: &Session, joined: &Joined) -> Result<(), SessionError> {
    session
        .store
        .remember("joined", joined)
        .map_err(SessionError::Store)
}

/// Returns the roster that was seen last.
pub fn roster(session: &Session) -> Result<&Roster, SessionError> {
    session.roster().ok_or(SessionError::NotJoined)
}
