//! The searches that a handler saves under a name. They stay on this desk: no event records them.

use crate::page::html::queue::Filter;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;

const FILTERS: &str = "filters";

/// Returns the saved searches, in the order in which they were saved.
pub fn all(session: &Session) -> Result<Vec<Filter>, SessionError> {
    let kept = session.store.recall(FILTERS).map_err(SessionError::Store)?;
    Ok(kept.unwrap_or_default())
}

/// Saves a search under a name, which replaces the name that it had. With an empty name, deletes it.
pub fn keep(session: &Session, name: &str, query: &str) -> Result<(), SessionError> {
    let mut kept = without(session, query)?;
    let (name, query) = (name.trim().to_owned(), query.to_owned());
    if !name.is_empty() {
        kept.push(Filter { name, query });
    }
    write(session, &kept)
}

/// Deletes a saved search.
pub fn remove(session: &Session, query: &str) -> Result<(), SessionError> {
    write(session, &without(session, query)?)
}

/// Returns every saved search but this one.
fn without(session: &Session, query: &str) -> Result<Vec<Filter>, SessionError> {
    let mut kept = all(session)?;
    kept.retain(|had| had.query != query);
    Ok(kept)
}

fn write(session: &Session, kept: &[Filter]) -> Result<(), SessionError> {
    session
        .store
        .remember(FILTERS, &kept)
        .map_err(SessionError::Store)
}
