//! Unlocks the desk in a folder.

use crate::keyring::keys::Keys;
use crate::session::error::SessionError;
use crate::session::membership;
use crate::session::unlocked::Session;
use crate::store::Store;
use sotto::day::Day;
use std::path::Path;

/// Opens and decrypts the desk in this folder with the handler's keys, and returns it.
pub fn open_session(folder: &Path, keys: Keys, today: Day) -> Result<Session, SessionError> {
    let store = Store::open(folder, keys).map_err(SessionError::Store)?;
    let root = membership::joined(&store).ok().map(|joined| joined.root);
    Session::open(store, today, root.as_ref())
}
