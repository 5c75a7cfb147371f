//! Loads lists of indicators into the desk, and lets go of them.

use crate::indicators::lists::IndicatorList;
use crate::indicators::lists::NotAList;
use crate::indicators::lookup::IndicatorLists;
use crate::session::unlocked::Session;
use crate::store::StoreError;

pub const LISTS: &str = "feeds";

/// Loads a list, in the place of one of the same name. How many indicators it has.
pub fn load(session: &mut Session, name: &str, bytes: &[u8]) -> Result<usize, ListError> {
    let list = IndicatorList::read(name, session.today, bytes).map_err(ListError::Form)?;
    let count = list.values.len();
    let mut lists = std::mem::take(&mut session.cases.lists).lists;
    lists.retain(|had| had.name != name);
    lists.push(list);
    keep(session, lists)?;
    Ok(count)
}

/// Lets go of a list.
pub fn remove(session: &mut Session, name: &str) -> Result<(), ListError> {
    let mut lists = session.cases.lists.lists.clone();
    let before = lists.len();
    lists.retain(|had| had.name != name);
    if lists.len() == before {
        return Err(ListError::Unknown(name.to_owned()));
    }
    keep(session, lists)
}

pub fn keep(session: &mut Session, lists: Vec<IndicatorList>) -> Result<(), ListError> {
    let kept = session.store.remember(LISTS, &lists);
    session.cases.take_lists(IndicatorLists::new(lists));
    kept.map_err(ListError::Store)
}

/// Why a list is not loaded, or not let go of.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error("{0}")]
    Form(NotAList),
    #[error("there is no list called {0}; `sotto-desk indicators list` prints them")]
    Unknown(String),
    #[error("{0}")]
    Store(StoreError),
}
