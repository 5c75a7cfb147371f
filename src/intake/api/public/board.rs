//! The board: sealed replies, in whole pages. A reporter takes pages, and does not say which reply they look for.
//!
//! The index and the pages are in the order of tags, which are random to everybody but the two they are for.
//! The last page is filled with random bytes under random tags, so that only whole pages of 32 ever show.

use crate::storage::index::SlotIndex;
use crate::storage::kind::SlotKind;
use sha2::{Digest, Sha256};
use sotto::ticket::Ticket;
use sotto::wire::{BOARD_PAGE, REPLY};
use std::sync::Arc;

/// The part of the index that the reporters' listener may see.
pub struct Board {
    index: Arc<SlotIndex>,
    /// The secret from which the fillers of the last page follow. Kept in memory alone.
    filling: [u8; 32],
}

impl Board {
    pub fn new(index: Arc<SlotIndex>) -> Result<Self, getrandom::Error> {
        let mut filling = [0; 32];
        getrandom::fill(&mut filling)?;
        Ok(Self { index, filling })
    }

    /// Returns every tag in order, filled up to a whole number of pages.
    fn tags(&self) -> Vec<Ticket> {
        let mut tags = self.index.read().visible(SlotKind::Reply);
        let full = tags.len().div_ceil(BOARD_PAGE).max(1) * BOARD_PAGE;
        let fillers = (tags.len()..full).map(|n| self.filler(n));
        tags.extend(fillers.collect::<Vec<_>>());
        tags.sort_unstable();
        tags
    }

    fn filler(&self, n: usize) -> Ticket {
        let secret = Sha256::new()
            .chain_update(self.filling)
            .chain_update(n.to_be_bytes());
        Ticket::of_secret(&secret.finalize().into())
    }

    /// Returns all tags, 16 bytes each.
    pub fn index(&self) -> Vec<u8> {
        self.tags().iter().flat_map(|tag| *tag.bytes()).collect()
    }

    /// Returns a page, counted from 0: 32 times a tag and its reply.
    pub fn page(&self, number: usize) -> Option<Vec<u8>> {
        let tags = self.tags();
        let tags = tags.chunks(BOARD_PAGE).nth(number)?;
        let mut page = Vec::with_capacity(BOARD_PAGE * (16 + REPLY));
        for tag in tags {
            page.extend(tag.bytes());
            page.extend(self.reply(*tag).unwrap_or(random_bytes()?));
        }
        Some(page)
    }

    /// Returns the sealed reply of this tag, in the same time whether or not there is one.
    pub fn reply(&self, tag: Ticket) -> Option<Vec<u8>> {
        let reply = self.index.fetch(SlotKind::Reply, tag);
        if reply.is_none() {
            self.index.fetch_nothing();
        }
        reply
    }
}

fn random_bytes() -> Option<Vec<u8>> {
    let mut bytes = vec![0; REPLY];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}
