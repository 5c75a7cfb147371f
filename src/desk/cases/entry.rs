//! A read-only view of one case.

use crate::cases::index::CaseIndex;
use crate::cases::record::CaseRecord;
use crate::cases::record::Submission;
use crate::cases::search_text::SearchText;
use crate::indicators::indicator::Indicator;
use crate::indicators::lookup::{Hit, Tier};
use crate::indicators::withhold::may_leave;
use crate::model::case::Case;
use crate::model::change::Priority;
use crate::model::priority::{Clock, Reason, Signs, clock, suggest};
use crate::report::content::{Content, Format};
use sotto::ticket::Ticket;
use std::collections::BTreeSet;

/// A read-only view of one case, with all that its reporter sent.
#[derive(Clone, Copy)]
pub struct CaseView<'a> {
    pub head: Ticket,
    pub tickets: &'a [Ticket],
    pub case: &'a Case,
    pub hits: &'a [Hit],
    whole: &'a CaseRecord,
    index: &'a CaseIndex,
}

impl<'a> CaseView<'a> {
    /// Returns the case's submissions with their tickets, the report first.
    pub fn records(&self) -> impl Iterator<Item = (Ticket, &'a Submission)> {
        let index = self.index;
        let tickets = self.tickets.iter();
        tickets.filter_map(|ticket| Some((*ticket, index.records.get(ticket)?)))
    }

    fn head_record(&self) -> Option<&'a Submission> {
        self.index.records.get(&self.head)
    }

    /// Returns the report's answer to this question; `None` if there is none, or several.
    pub fn answer(&self, question: &str) -> Option<&'a str> {
        self.head_record()?.content.answer(question)
    }

    /// Returns the language in which the reporter wants an answer, or wrote the report.
    pub fn language(&self) -> Option<&'a str> {
        self.head_record()?.content.language()
    }

    /// Returns whether `is` holds for a submission's text, or for the team's notes and replies.
    pub fn any(&self, is: impl Fn(&SearchText) -> bool) -> bool {
        self.records().any(|(_, record)| is(&record.search_text)) || is(&self.whole.search_text)
    }

    /// Returns whether a submission came that nobody at this desk has read.
    pub fn is_unread(&self) -> bool {
        self.records().any(|(_, record)| !record.about.read)
    }

    /// Returns whether a follow-up came that nobody at this desk has read.
    pub fn is_news(&self) -> bool {
        self.records().skip(1).any(|(_, record)| !record.about.read)
    }

    /// Returns how many attachments all submissions have together.
    pub fn files(&self) -> usize {
        self.records()
            .map(|(_, record)| record.content.attachments().len())
            .sum()
    }

    /// Returns whether the reporter has asked that the case be erased.
    pub fn is_withdrawn(&self) -> bool {
        self.records().any(|(_, record)| matches!(&record.content, Content::Report(report) if report.format == Format::Withdrawal))
    }

    /// Returns whether the report came as one of many on one circuit, and nobody has worked on the case yet.
    pub fn is_burst(&self) -> bool {
        self.head_record().is_some_and(|record| record.about.burst) && self.case.timeline.is_empty()
    }

    /// Returns the facts from which a priority is suggested.
    pub fn signs(&self) -> Signs {
        let Some(record) = self.head_record() else {
            return Signs::default();
        };
        let content = &record.content;
        let need = content.answers("need");
        let did = content.answers("interaction");
        let others = |label| {
            self.index
                .active
                .get(label)
                .is_some_and(|heads| heads.iter().any(|head| *head != self.head))
        };
        Signs {
            danger: content.answer("danger") == Some("yes"),
            maybe_danger: content.answer("danger") == Some("maybe"),
            notification: need.contains(&"notification") || content.answer("notice").is_some(),
            indicator: self.hits.iter().any(|hit| hit.tier == Tier::Strong),
            interaction: did
                .iter()
                .any(|did| ["clicked", "opened", "entered", "installed"].contains(did)),
            seizure: need.contains(&"seizure"),
            campaign: self.case.labels.iter().any(others),
            only_advice: need == ["advice"],
        }
    }

    /// Returns the priority that a handler decided on, or else the suggested one, with the reasons for the suggestion.
    pub fn priority(&self) -> (Priority, Vec<Reason>) {
        let (suggested, reasons) = suggest(&self.signs());
        (self.case.priority.unwrap_or(suggested), reasons)
    }

    /// Returns the clock of a new case, and how many minutes it has run if the case came while the desk was running. `now` is in
    /// seconds since the Unix epoch. Returns `None` for a case that is not new.
    pub fn clock(&self, priority: Priority, now: u64) -> Option<(Clock, Option<u64>)> {
        let record = self.head_record()?;
        let arrival = self.index.arrivals.get(&self.head);
        let minutes = arrival.map(|arrival| now.saturating_sub(*arrival) / 60);
        let is_new = self.case.state == crate::model::change::State::New;
        is_new.then(|| (clock(priority, record.about.arrived, now, minutes), minutes))
    }

    /// Returns every indicator in the case.
    pub fn indicators(&self) -> &'a BTreeSet<Indicator> {
        &self.whole.indicators
    }

    /// Returns the indicators in the case that may leave the team.
    pub fn leaving(&self) -> BTreeSet<Indicator> {
        may_leave(self.indicators(), &self.case.marked)
    }

    /// Returns the other cases that contain this indicator.
    pub fn also_in(&self, indicator: &Indicator) -> Vec<Ticket> {
        let heads = self
            .index
            .by_indicator
            .get(&indicator.value)
            .into_iter()
            .flatten();
        heads.filter(|head| **head != self.head).copied().collect()
    }

    /// Returns the cases that this one is linked with, whichever of the two has the link.
    pub fn links(&self) -> BTreeSet<Ticket> {
        let own = self.case.links.iter().map(|other| self.index.head(*other));
        let back = self.index.wholes.iter().filter(|(_, other)| {
            other
                .case
                .links
                .iter()
                .any(|link| self.tickets.contains(link))
        });
        own.chain(back.map(|(head, _)| *head))
            .filter(|other| *other != self.head && self.index.wholes.contains_key(other))
            .collect()
    }
}

impl CaseIndex {
    /// Returns the case that this ticket belongs to; `None` if this desk has none.
    pub fn entry(&self, ticket: Ticket) -> Option<CaseView<'_>> {
        let head = self.head(ticket);
        self.wholes
            .get(&head)
            .map(|whole| self.entry_of(head, whole))
    }

    /// Returns every case.
    pub fn entries(&self) -> impl Iterator<Item = CaseView<'_>> {
        self.wholes
            .iter()
            .map(|(head, whole)| self.entry_of(*head, whole))
    }

    fn entry_of<'a>(&'a self, head: Ticket, whole: &'a CaseRecord) -> CaseView<'a> {
        CaseView {
            head,
            tickets: &whole.tickets,
            case: &whole.case,
            hits: &whole.hits,
            whole,
            index: self,
        }
    }
}
