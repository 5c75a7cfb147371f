//! A submission, decrypted; and a case, which is one reporter's submissions.

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

/// A decrypted submission, with what this desk knows of it.
pub struct Submission {
    pub content: Content,
    pub about: About,
    /// Whether all pieces of its files are here.
    pub complete: bool,
    pub events: Vec<IdentifiedEvent>,
    pub indicators: BTreeSet<Indicator>,
    /// The addresses and numbers in what the reporter wrote about how to reach them. They never count as indicators.
    pub contact: BTreeSet<Indicator>,
    pub search_text: SearchText,
}

/// A case: the report that began it, and its reporter's follow-ups.
pub struct CaseRecord {
    /// The tickets of its submissions. The first is the head, which names the case.
    pub tickets: Vec<Ticket>,
    pub case: Case,
    pub indicators: BTreeSet<Indicator>,
    /// The team's notes and replies, as text to search in.
    pub search_text: SearchText,
    pub hits: Vec<Hit>,
}

/// A submission with its ticket, and the names of its events at the intake, where they have one.
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

/// Decrypts rows of the store with their events, and returns one result for each row, in the same order.
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
        // It could be read when it was stored. If it cannot be now, the error is shown in the place of the report.
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
    /// Returns a submission with the indicators in its content and its text to search in.
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
