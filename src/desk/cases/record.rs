//! What came under one ticket, opened; and a case of several of them.

use crate::cases::search_text::Haystack;
use crate::indicators::extract::extract;
use crate::indicators::indicator::Indicator;
use crate::indicators::lookup::Hit;
use crate::keyring::keys::Keys;
use crate::model::case::Case;
use crate::model::event::Known;
use crate::report::content::Told;
use crate::store::{About, CaseRow, EventRow, StoreError};
use sotto::ticket::Ticket;
use std::collections::{BTreeSet, HashMap};

/// What came under one ticket.
pub struct Record {
    pub told: Told,
    pub about: About,
    pub complete: bool,
    pub events: Vec<Known>,
    pub indicators: BTreeSet<Indicator>,
    /// What stands in how to reach the reporter: never a trace.
    pub contact: BTreeSet<Indicator>,
    pub hay: Haystack,
}

/// A case: the report that began it, and what its reporter told later.
pub struct Whole {
    /// The first is the head, whose ticket names the case.
    pub tickets: Vec<Ticket>,
    pub case: Case,
    pub indicators: BTreeSet<Indicator>,
    /// Notes and replies, to be searched.
    pub hay: Haystack,
    pub hits: Vec<Hit>,
}

pub type Opened = Result<(Ticket, Record, Vec<Option<Ticket>>), StoreError>;

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
        let wires = of_case.iter().map(|event| event.wire).collect();
        let events = of_case
            .iter()
            .map(|event| event.open(&key))
            .collect::<Result<_, _>>()?;
        // What was kept could be read. A later version's report is shown as what it is not: text.
        let told =
            Told::read(plaintext.expose()).unwrap_or_else(|error| Told::Letter(error.to_string()));
        Ok((
            row.ticket,
            Record::new(told, about, row.complete, events),
            wires,
        ))
    };
    rows.iter().map(open).collect()
}

impl Record {
    pub fn new(told: Told, about: About, complete: bool, events: Vec<Known>) -> Self {
        Self {
            hay: Haystack::of(&told.text()),
            indicators: extract(&told.written()),
            contact: extract(told.contact()),
            told,
            about,
            complete,
            events,
        }
    }
}
