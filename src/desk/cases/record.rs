//! What came under one ticket, opened; and a case of several of them.

use crate::cases::search_text::SearchText;
use crate::indicators::extract::extract;
use crate::indicators::indicator::Indicator;
use crate::indicators::lookup::Hit;
use crate::keyring::keys::Keys;
use crate::keyring::storage_key::CannotDecrypt;
use crate::model::case::Case;
use crate::model::event::IdentifiedEvent;
use crate::report::content::Content;
use crate::store::{About, CaseRow, EventRow, StoreError};
use sotto::ticket::Ticket;
use std::collections::{BTreeSet, HashMap};

/// What came under one ticket.
pub struct Submission {
    pub content: Content,
    pub about: About,
    pub complete: bool,
    pub events: Vec<IdentifiedEvent>,
    pub indicators: BTreeSet<Indicator>,
    /// What stands in how to reach the reporter: never an indicator.
    pub contact: BTreeSet<Indicator>,
    pub search_text: SearchText,
}

/// A case: the report that began it, and what its reporter told later.
pub struct CaseRecord {
    /// The first is the head, whose ticket names the case.
    pub tickets: Vec<Ticket>,
    pub case: Case,
    pub indicators: BTreeSet<Indicator>,
    /// Notes and replies, to be searched.
    pub search_text: SearchText,
    pub hits: Vec<Hit>,
}

pub type Opened = Result<(Ticket, Submission, Vec<Option<Ticket>>), StoreError>;

/// Opens rows with all processors. Returns them in their order; a processor that fails returns one error for its share.
pub fn open_in_parallel(
    own: &Keys,
    rows: &[CaseRow],
    events: &HashMap<Option<Ticket>, Vec<EventRow>>,
) -> Vec<Opened> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let share = rows.len().div_ceil(processors).max(1);
    let failed = || vec![Err(StoreError::Decrypt(CannotDecrypt))];
    std::thread::scope(|scope| {
        let shares: Vec<_> = rows
            .chunks(share)
            .map(|rows| scope.spawn(move || open_rows(own, rows, events)))
            .collect();
        shares
            .into_iter()
            .flat_map(|share| share.join().unwrap_or_else(|_| failed()))
            .collect()
    })
}

pub fn open_rows(
    own: &Keys,
    rows: &[CaseRow],
    events: &HashMap<Option<Ticket>, Vec<EventRow>>,
) -> Vec<Opened> {
    let open = |row: &CaseRow| -> Opened {
        let key = row.key(&own.storage)?;
        let (plaintext, about) = row.open(&key)?;
        let none = Vec::new();
        let of_case = events.get(&Some(row.ticket)).unwrap_or(&none);
        let remote_ids = of_case.iter().map(|event| event.remote_id).collect();
        let events = of_case
            .iter()
            .map(|event| event.open(&key))
            .collect::<Result<_, _>>()?;
        // What was kept could be read. A later version's report is shown as what it is not: text.
        let content = Content::read(plaintext.expose())
            .unwrap_or_else(|error| Content::Letter(error.to_string()));
        Ok((
            row.ticket,
            Submission::new(content, about, row.complete, events),
            remote_ids,
        ))
    };
    rows.iter().map(open).collect()
}

impl Submission {
    pub fn new(
        content: Content,
        about: About,
        complete: bool,
        events: Vec<IdentifiedEvent>,
    ) -> Self {
        Self {
            search_text: SearchText::of(&content.text()),
            indicators: extract(&content.written()),
            contact: extract(content.contact()),
            content,
            about,
            complete,
            events,
        }
    }
}
