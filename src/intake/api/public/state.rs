//! The state that the handlers of reporters' requests share.

use crate::api::public::board::Board;
use crate::api::roster_in_force::RosterInForce;
use crate::api::site::Page;
use crate::refusal::Refusal;
use crate::storage::writer::job::Job;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// All that reporters' requests can reach: no listing, and nothing to fetch but the board.
pub struct Public {
    pub jobs: Sender<Job>,
    pub board: Arc<Board>,
    /// The signed site.
    pub pages: HashMap<String, Page>,
    /// The handlers to whom a report must be sealed.
    pub roster_in_force: Arc<RosterInForce>,
}

impl Public {
    /// Returns a page of the signed site in a language.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unknown`] if the site has no such page or language.
    pub fn page(&self, language: &str, name: &str) -> Result<&[u8], Refusal> {
        let page = self.pages.get(&format!("/{language}/{name}/"));
        page.map(|page| &*page.bytes).ok_or(Refusal::Unknown)
    }
}
