//! Everything that this desk has, decrypted, in memory: the submissions, and the cases that they belong to.
//!
//! It is read from the store, on all processors, each time the desk is unlocked, and dropped when the desk is locked.

use crate::cases::record::{CaseRecord, Opened, Submission, open_in_parallel, open_rows};
use crate::indicators::lookup::IndicatorLists;
use crate::model::event::IdentifiedEvent;
use crate::model::label::Label;
use crate::model::proposal::Proposals;
use crate::report::content::Format;
use crate::store::{About, EventRow, Store, StoreError};
use sotto::hex::Hex;
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All submissions and cases of this desk, and the tables to look them up in.
#[derive(Default)]
pub struct CaseIndex {
    pub records: BTreeMap<Ticket, Submission>,
    /// The cases, by the tickets of their heads.
    pub wholes: BTreeMap<Ticket, CaseRecord>,
    /// For each ticket, the head of the case that it belongs to.
    pub heads: HashMap<Ticket, Ticket>,
    /// The submissions of one reporter, by the key that names the reporter's replies.
    pub reporters: HashMap<Hex<32>, Vec<(Format, Ticket)>>,
    /// The heads of the cases that contain an indicator, by the indicator's value.
    pub by_indicator: HashMap<String, BTreeSet<Ticket>>,
    /// The heads of the cases of a campaign that are not done yet.
    pub active: HashMap<Label, BTreeSet<Ticket>>,
    /// The events that are about the team, not about a case.
    pub team: Vec<IdentifiedEvent>,
    /// The proposals that the team's events make, and their answers.
    pub proposals: Proposals,
    /// The digests of this handler's events that the intake does not have yet.
    pub unsent: BTreeSet<Hex<32>>,
    /// The names of events at the intake, by the events' digests.
    pub remote_ids: HashMap<Hex<32>, Ticket>,
    /// The tickets of submissions that did not open.
    pub unopened: BTreeSet<Ticket>,
    /// The tickets of cases that were purged.
    pub gone: BTreeSet<Ticket>,
    pub lists: IndicatorLists,
    /// The times at which submissions came while this process ran, in seconds since the Unix epoch. They are never stored.
    pub arrivals: HashMap<Ticket, u64>,
}

impl CaseIndex {
    /// Opens everything in the store, on all processors, and returns it as an index.
    pub fn read(store: &Store) -> Result<Self, StoreError> {
        let rows = store.case_rows(None)?;
        let mut events: HashMap<Option<Ticket>, Vec<EventRow>> = HashMap::new();
        for row in store.event_rows(None)? {
            events.entry(row.ticket).or_default().push(row);
        }
        let mut index = Self {
            unopened: store.unopened()?.into_iter().collect(),
            gone: store.gone()?.into_iter().collect(),
            lists: IndicatorLists::new(store.recall("feeds")?.unwrap_or_default()),
            ..Self::default()
        };
        let own = store.keys();
        for row in events.remove(&None).unwrap_or_default() {
            let known = row.open(&own.storage)?;
            index.take_note(&known, row.remote_id, &own.id);
            index.team.push(known);
        }
        for opened in open_in_parallel(own, &rows, &events) {
            index.put_opened(opened, &own.id)?;
        }
        let heads: BTreeSet<_> = index.heads.values().copied().collect();
        heads.into_iter().for_each(|head| index.refold(head));
        index.refold_team();
        Ok(index)
    }

    /// Reads the submission with this ticket from the store again.
    pub fn reread(&mut self, store: &Store, ticket: Ticket) -> Result<(), StoreError> {
        let rows = store.case_rows(Some(&[ticket]))?;
        let events = [(Some(ticket), store.event_rows(Some(ticket))?)].into();
        for opened in open_rows(store.keys(), &rows, &events) {
            let ticket = self.put_opened(opened, &store.keys().id)?;
            self.unopened.remove(&ticket);
            self.refold(self.head(ticket));
        }
        Ok(())
    }

    /// Puts in what was opened of one ticket, which is returned, and notes where its events are.
    fn put_opened(&mut self, opened: Opened, own: &str) -> Result<Ticket, StoreError> {
        let (ticket, record, remote_ids) = opened?;
        for (known, remote_id) in record.events.iter().zip(remote_ids) {
            self.take_note(known, remote_id, own);
        }
        self.put(ticket, record);
        Ok(ticket)
    }

    /// Notes an event's name at the intake; without one, and if its handler is `own`, that it is still to be sent.
    fn take_note(&mut self, known: &IdentifiedEvent, remote_id: Option<Ticket>, own: &str) {
        match remote_id {
            Some(remote_id) => drop(self.remote_ids.insert(known.digest, remote_id)),
            None if known.event().handler == own => drop(self.unsent.insert(known.digest)),
            None => {}
        }
    }

    /// Notes the name that an event has at the intake, which has it by now.
    pub fn sent(&mut self, digest: Hex<32>, remote_id: Ticket) {
        self.unsent.remove(&digest);
        self.remote_ids.insert(digest, remote_id);
    }

    /// Adds an event that the store has already.
    pub fn add(&mut self, known: IdentifiedEvent, remote_id: Option<Ticket>, own: &str) {
        self.take_note(&known, remote_id, own);
        match known.event().case {
            None if self.team.iter().any(|had| had.digest == known.digest) => {}
            None => self.team.push(known),
            Some(ticket) => {
                if let Some(record) = self.records.get_mut(&ticket)
                    && !record.events.iter().any(|had| had.digest == known.digest)
                {
                    record.events.push(known);
                }
            }
        }
    }

    /// Removes the submissions of a purged case from memory.
    pub fn forget(&mut self, tickets: &[Ticket]) {
        for ticket in tickets {
            self.records.remove(ticket);
            self.wholes.remove(ticket);
            self.heads.remove(ticket);
            self.arrivals.remove(ticket);
            self.gone.insert(*ticket);
        }
        self.reporters
            .retain(|_, content| !content.iter().any(|(_, ticket)| tickets.contains(ticket)));
        for heads in self
            .by_indicator
            .values_mut()
            .chain(self.active.values_mut())
        {
            heads.retain(|head| !tickets.contains(head));
        }
    }

    /// Notes that a submission came `now`, in seconds since the Unix epoch.
    pub fn arrived(&mut self, ticket: Ticket, now: u64) {
        self.arrivals.insert(ticket, now);
    }

    /// Takes over the arrival times of the index that this one replaces.
    pub fn arrivals_of(&mut self, before: &mut Self) {
        self.arrivals = std::mem::take(&mut before.arrivals);
    }

    /// Replaces what this desk alone knows of a submission, and whether all of its pieces are here.
    pub fn set_about(&mut self, ticket: Ticket, about: About, complete: bool) {
        if let Some(record) = self.records.get_mut(&ticket) {
            (record.about, record.complete) = (about, complete);
        }
    }

    /// Returns whether a report, not only a follow-up, with this key for naming replies is here.
    pub fn has_report_of(&self, tag_key: &Hex<32>) -> bool {
        let content = self.reporters.get(tag_key);
        content.is_some_and(|content| content.iter().any(|(format, _)| *format == Format::Report))
    }

    /// Returns the head of the case that this ticket belongs to; the ticket itself if it belongs to none.
    pub fn head(&self, ticket: Ticket) -> Ticket {
        self.heads.get(&ticket).copied().unwrap_or(ticket)
    }

    /// Returns the submission with this ticket.
    pub fn record(&self, ticket: Ticket) -> Option<&Submission> {
        self.records.get(&ticket)
    }

    /// Returns every submission with its ticket.
    pub fn records(&self) -> impl Iterator<Item = (&Ticket, &Submission)> {
        self.records.iter()
    }

    /// Returns every event, about cases and about the team.
    pub fn events(&self) -> impl Iterator<Item = &IdentifiedEvent> {
        let of_cases = self.records.values().flat_map(|record| &record.events);
        of_cases.chain(&self.team)
    }

    /// Returns how many cases there are.
    pub fn len(&self) -> usize {
        self.wholes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::record::Submission;
    use crate::indicators::indicator::Indicator;
    use crate::report::content::Content;
    use crate::report::content::MAGIC;
    use sotto::day::Day;

    /// Returns an index with one case: a report and a follow-up, each with these answers.
    fn index(content: &[(&str, serde_json::Value)]) -> CaseIndex {
        let mut index = CaseIndex::default();
        for (number, (format, answers)) in (1u8..).zip(content) {
            let json = serde_json::json!({
                "format": format!("sotto/1 {format}"), "page": "en", "answers": answers, "attachments": [],
                "reply_to": format!("age1pq1{}", "q".repeat(1952)), "tag_key": "00".repeat(32),
            });
            let json = json.to_string();
            let length = u32::try_from(json.len()).unwrap().to_be_bytes();
            let content = Content::read(&[MAGIC, &length, json.as_bytes()].concat()).unwrap();
            let about = About {
                arrived: Day::FIRST,
                burst: false,
                read: false,
            };
            index.put(
                [number; 16].into(),
                Submission::new(content, about, true, vec![]),
            );
        }
        index.refold([1; 16].into());
        index
    }

    fn values<'a>(all: impl IntoIterator<Item = &'a Indicator>) -> Vec<&'a str> {
        all.into_iter().map(|found| found.value.as_str()).collect()
    }

    #[test]
    fn how_to_reach_the_reporter_is_never_an_indicator_wherever_it_is_repeated() {
        let contact = "Signal +49 151 5550 0199 in the evening, or ana@own-mail.example.org, or https://own.example.org/ana";
        let answers = serde_json::json!({"story": "A stranger sent hxxps://evil.example.com/a", "reply": contact});
        let again = serde_json::json!({"story": "Call me on 0049 151 5550 0199. He wrote from +961 3 100 102."});
        let index = index(&[("report", answers), ("follow-up", again)]);
        let entry = index.entry([1; 16].into()).unwrap();
        let found = [
            "https://evil.example.com/a",
            "evil.example.com",
            "+9613100102",
        ];
        assert_eq!(values(entry.indicators()), found);
        assert!(!index.by_indicator.keys().any(|value| value.contains("own")));
        assert_eq!(values(&entry.leaving()), found[..2]);
    }

    #[test]
    fn a_number_of_the_story_leaves_once_a_handler_has_marked_it() {
        let answers = serde_json::json!({"story": "I am sara@ngo.example.org, +49 151 5550 0177. He called from +961 3 100 102."});
        let mut index = index(&[("report", answers)]);
        let head = [1; 16].into();
        assert_eq!(values(&index.entry(head).unwrap().leaving()), [""; 0]);
        let whole = index.wholes.get_mut(&head).unwrap();
        whole.case.marked.insert("+9613100102".to_owned());
        assert_eq!(
            values(&index.entry(head).unwrap().leaving()),
            ["+9613100102"]
        );
    }
}
