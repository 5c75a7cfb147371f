//! Joins a reporter's submissions into one case, folds its events, and keeps the tables that are looked up across cases.

use crate::cases::index::CaseIndex;
use crate::cases::record::CaseRecord;
use crate::cases::record::Submission;
use crate::cases::search_text::SearchText;
use crate::indicators::indicator::Indicator;
use crate::indicators::lookup::IndicatorLists;
use crate::model::case::Case;
use crate::model::proposal::Proposals;
use crate::report::content::Content;
use sotto::ticket::Ticket;
use std::collections::BTreeSet;

impl CaseIndex {
    /// Adds a submission, and assigns it to its case: to that of the reporter's first submission, if there is one.
    pub fn put(&mut self, ticket: Ticket, record: Submission) {
        if let Content::Report(report) = &record.content {
            let content = self.reporters.entry(report.tag_key).or_default();
            if !content.contains(&(report.format, ticket)) {
                content.push((report.format, ticket));
                content.sort_unstable();
            }
            let head = content.first().map_or(ticket, |(_, head)| *head);
            for (_, ticket) in content.iter() {
                if let Some(before) = self
                    .heads
                    .insert(*ticket, head)
                    .filter(|before| *before != head)
                {
                    self.wholes.remove(&before);
                }
            }
        } else {
            self.heads.insert(ticket, ticket);
        }
        self.records.insert(ticket, record);
    }

    /// Folds the case with this head again from its submissions and events.
    pub fn refold(&mut self, head: Ticket) {
        let tickets = self.whole_of(head);
        let events = tickets
            .iter()
            .filter_map(|ticket| self.records.get(ticket))
            .flat_map(|record| &record.events);
        let case = Case::fold(events);
        let search_text = written(&case);
        let indicators = self.indicators_of(&tickets);
        self.note_indicators(head, &indicators);
        self.note_campaigns(head, &case);
        let hits = self.lists.hits(&indicators);
        self.wholes.insert(
            head,
            CaseRecord {
                tickets,
                case,
                indicators,
                search_text,
                hits,
            },
        );
    }

    /// Replaces the indicators by which this case can be found.
    fn note_indicators(&mut self, head: Ticket, indicators: &BTreeSet<Indicator>) {
        let before = self.wholes.get(&head);
        for before in before.iter().flat_map(|whole| &whole.indicators) {
            if let Some(heads) = self.by_indicator.get_mut(&before.value) {
                heads.remove(&head);
            }
        }
        for indicator in indicators.iter().filter(|indicator| indicator.tells()) {
            let heads = self.by_indicator.entry(indicator.value.clone());
            heads.or_default().insert(head);
        }
    }

    /// Replaces the campaigns that this case is listed under: none once the case is done.
    fn note_campaigns(&mut self, head: Ticket, case: &Case) {
        self.active.values_mut().for_each(|heads| {
            heads.remove(&head);
        });
        let labels = case.labels.iter().filter(|_| !case.state.is_done());
        for label in labels.filter(|label| label.of("campaign").is_some()) {
            self.active.entry(label.clone()).or_default().insert(head);
        }
    }

    /// Returns every indicator in the submissions with these tickets, without those in what the reporter wrote about how to reach
    /// them.
    fn indicators_of(&self, tickets: &[Ticket]) -> BTreeSet<Indicator> {
        let records = || tickets.iter().filter_map(|ticket| self.records.get(ticket));
        let contact: BTreeSet<_> = records().flat_map(|record| &record.contact).collect();
        let found = records().flat_map(|record| &record.indicators);
        found
            .filter(|indicator| !contact.contains(indicator))
            .cloned()
            .collect()
    }

    /// Replaces the indicator lists, and looks every case up in them.
    pub fn take_lists(&mut self, lists: IndicatorLists) {
        self.lists = lists;
        let heads: Vec<_> = self.wholes.keys().copied().collect();
        heads.into_iter().for_each(|head| self.refold(head));
    }

    /// Folds the team's own events into its proposals again.
    pub fn refold_team(&mut self) {
        self.proposals = Proposals::fold(&self.team);
    }

    /// Returns the tickets of all submissions of the case with this head.
    fn whole_of(&self, head: Ticket) -> Vec<Ticket> {
        let Some(Content::Report(report)) = self.records.get(&head).map(|record| &record.content)
        else {
            return vec![head];
        };
        let content = self.reporters.get(&report.tag_key);
        content.map_or_else(
            || vec![head],
            |content| content.iter().map(|(_, ticket)| *ticket).collect(),
        )
    }
}

/// Returns the notes, consents and replies of a case as text to search in.
fn written(case: &Case) -> SearchText {
    let notes = case.notes.iter().chain(&case.consents);
    let notes = notes.map(|note| note.text.as_str());
    let replies = case.replies.values().map(|reply| reply.text.as_str());
    SearchText::of(&notes.chain(replies).collect::<Vec<_>>().join("\n"))
}
