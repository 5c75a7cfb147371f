//! The searches that a handler keeps under a name. They are the handler's own: no event tells of them.

use crate::page::html::queue::Filter;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;

const FILTERS: &str = "filters";

/// Returns the searches that are kept, in the order in which they were.
pub fn all(session: &Session) -> Result<Vec<Filter>, SessionError> {
    let kept = session.store.recall(FILTERS).map_err(SessionError::Store)?;
    Ok(kept.unwrap_or_default())
}

/// Keeps a search under a name, in the place of the name that it had. Without a name, it is no longer kept.
pub fn keep(session: &Session, name: &str, query: &str) -> Result<(), SessionError> {
    let mut kept = without(session, query)?;
    let (name, query) = (name.trim().to_owned(), query.to_owned());
    if !name.is_empty() {
        kept.push(Filter { name, query });
    }
    write(session, &kept)
}

/// Keeps a search no longer.
pub fn remove(session: &Session, query: &str) -> Result<(), SessionError> {
    write(session, &without(session, query)?)
}

/// Returns every search but this one.
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
