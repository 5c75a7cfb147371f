//! Loads lists of indicators into the desk, and lets go of them.

use crate::indicators::lists::Feed;
use crate::indicators::lists::NoFeed;
use crate::indicators::lookup::Feeds;
use crate::session::unlocked::Desk;
use crate::store::StoreError;

pub const FEEDS: &str = "feeds";

/// Loads a list, in the place of one of the same name. How many traces it has.
pub fn load(desk: &mut Desk, name: &str, bytes: &[u8]) -> Result<usize, FeedError> {
    let feed = Feed::read(name, desk.today, bytes).map_err(FeedError::Form)?;
    let count = feed.values.len();
    let mut feeds = std::mem::take(&mut desk.book.feeds).feeds;
    feeds.retain(|had| had.name != name);
    feeds.push(feed);
    keep(desk, feeds)?;
    Ok(count)
}

/// Lets go of a list.
pub fn remove(desk: &mut Desk, name: &str) -> Result<(), FeedError> {
    let mut feeds = desk.book.feeds.feeds.clone();
    let before = feeds.len();
    feeds.retain(|had| had.name != name);
    if feeds.len() == before {
        return Err(FeedError::Unknown(name.to_owned()));
    }
    keep(desk, feeds)
}

pub fn keep(desk: &mut Desk, feeds: Vec<Feed>) -> Result<(), FeedError> {
    let kept = desk.store.remember(FEEDS, &feeds);
    desk.book.take_feeds(Feeds::new(feeds));
    kept.map_err(FeedError::Store)
}

/// Why a list is not loaded, or not let go of.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    #[error("{0}")]
    Form(NoFeed),
    #[error("there is no list called {0}; `sotto-desk indicators list` prints them")]
    Unknown(String),
    #[error("{0}")]
    Store(StoreError),
}
