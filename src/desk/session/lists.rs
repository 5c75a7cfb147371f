//! Loads indicator lists into the desk, and removes them.

use crate::indicators::lists::IndicatorList;
use crate::indicators::lists::NotAList;
use crate::indicators::lookup::IndicatorLists;
use crate::session::unlocked::Session;
use crate::store::StoreError;

/// The name under which the lists are remembered.
pub const LISTS: &str = "feeds";

/// Loads a list, which replaces one of the same name. Returns how many indicators it has.
///
/// # Errors
/// [`ListError::Form`] if the file is not an indicator list.
pub fn load(session: &mut Session, name: &str, bytes: &[u8]) -> Result<usize, ListError> {
    let list = IndicatorList::read(name, session.today, bytes).map_err(ListError::Form)?;
    let count = list.values.len();
    let mut lists = std::mem::take(&mut session.cases.lists).lists;
    lists.retain(|had| had.name != name);
    lists.push(list);
    keep(session, lists)?;
    Ok(count)
}

/// Removes the list with this name.
///
/// # Errors
/// [`ListError::Unknown`] if there is none.
pub fn remove(session: &mut Session, name: &str) -> Result<(), ListError> {
    let mut lists = session.cases.lists.lists.clone();
    let before = lists.len();
    lists.retain(|had| had.name != name);
    if lists.len() == before {
        return Err(ListError::Unknown(name.to_owned()));
    }
    keep(session, lists)
}

/// Stores these lists in the place of all others, and looks every case up in them.
pub fn keep(session: &mut Session, lists: Vec<IndicatorList>) -> Result<(), ListError> {
    let kept = session.store.remember(LISTS, &lists);
    session.cases.take_lists(IndicatorLists::new(lists));
    kept.map_err(ListError::Store)
}

/// Why a list is not loaded, or not removed.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error("{0}")]
    Form(NotAList),
    #[error("there is no list called {0}; `sotto-desk indicators list` prints them")]
    Unknown(String),
    #[error("{0}")]
    Store(StoreError),
}
