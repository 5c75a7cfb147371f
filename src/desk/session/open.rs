//! Opens all that rests in a folder.

use crate::cli::failure::Failure;
use crate::keyring::keys::Keys;
use crate::session::membership;
use crate::session::unlocked::Desk;
use crate::store::Store;
use sotto::day::Day;
use std::path::Path;

/// Opens all that rests in this folder.
pub fn open_desk(folder: &Path, keys: Keys, today: Day) -> Result<Desk, Failure> {
    let store = Store::open(folder, keys).map_err(Failure::Store)?;
    let root = membership::joined(&store).ok().map(|joined| joined.root);
    Desk::open(store, today, root.as_ref()).map_err(Failure::Desk)
}
