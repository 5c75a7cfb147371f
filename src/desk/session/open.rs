//! Opens all that rests in a folder.

use crate::keyring::keys::Keys;
use crate::session::error::DeskError;
use crate::session::membership;
use crate::session::unlocked::Desk;
use crate::store::Store;
use sotto::day::Day;
use std::path::Path;

/// Opens all that rests in this folder.
pub fn open_desk(folder: &Path, keys: Keys, today: Day) -> Result<Desk, DeskError> {
    let store = Store::open(folder, keys).map_err(DeskError::Store)?;
    let root = membership::joined(&store).ok().map(|joined| joined.root);
    Desk::open(store, today, root.as_ref())
}
