//! The queue: cases in the order in which they want somebody.

use crate::cases::entry::CaseView;
use crate::cases::index::CaseIndex;
use crate::model::change::{Outcome, Priority, State};
use crate::model::priority::{Clock, Reason};
use crate::report::content::Content;
use crate::text::messages::DeskMessages;
use crate::text::sanitize::{harmless, harmless_name, unclickable};
use serde::Serialize;
use sotto::ticket::Ticket;

/// A line of the queue.
#[derive(Serialize)]
pub struct Row {
    pub ticket: Ticket,
    /// `new` and so on; `does not open` for what could not be read.
    pub state: &'static str,
    pub priority: &'static str,
    /// By a handler; else suggested, for these reasons.
    pub decided: bool,
    pub reasons: Vec<Reason>,
    /// How the clock of a new case stands, and for how many minutes it has waited, if this desk ran since.
    pub clock: Option<Clock>,
    pub waited: Option<u64>,
    pub danger: bool,
    pub pulled: String,
    pub need: String,
    pub opening: String,
    pub owner: Option<String>,
    pub language: Option<String>,
    pub attachments: usize,
    pub complete: bool,
    pub labels: Vec<String>,
    pub outcome: Option<&'static str>,
    /// How many indicators in it are known.
    pub hits: usize,
    pub coded: bool,
    pub may_be_counted: bool,
    /// Nobody at this desk has looked at it.
    pub unread: bool,
    /// How often its reporter came back.
    pub followed: usize,
    /// Whether any of that is new.
    pub news: bool,
    /// The reporter asks that all of it be forgotten.
    pub withdrawn: bool,
    /// Came as one of many on one circuit: shown behind all others until somebody has looked at it.
    pub burst: bool,
}

/// Returns every case and everything that did not open.
pub fn queue(index: &CaseIndex, messages: &DeskMessages, now: u64) -> Vec<Row> {
    let mut queue = rows(messages, now, &in_order(now, index.entries()));
    queue.extend(unopened(index));
    queue
}

/// Returns what did not open.
pub fn unopened(index: &CaseIndex) -> impl Iterator<Item = Row> {
    index.unopened.iter().map(|ticket| not_opened(*ticket))
}

/// Cases as they stand in the queue: the most urgent first; what is done and what came as one of many last.
pub fn in_order<'a>(
    now: u64,
    entries: impl IntoIterator<Item = CaseView<'a>>,
) -> Vec<CaseView<'a>> {
    let mut placed: Vec<_> = entries
        .into_iter()
        .map(|entry| (place(&entry, now), entry))
        .collect();
    placed.sort_by(|(one, _), (other, _)| one.cmp(other));
    placed.into_iter().map(|(_, entry)| entry).collect()
}

/// Returns where a case stands in the queue.
pub fn place(entry: &CaseView, now: u64) -> impl Ord + use<> {
    let (state, news) = (entry.case.state, entry.is_news());
    let waits = matches!(state, State::WaitingReporter | State::WaitingPartner);
    let priority = entry.priority().0;
    let clock = entry.clock(priority, now).map(|(clock, _)| clock);
    let arrived = entry
        .records()
        .next()
        .map(|(_, record)| record.about.arrived);
    // Without a clock behind those that have one.
    let clock = (clock.is_none(), clock);
    (
        state.is_done() && !news,
        entry.is_burst(),
        waits && !news,
        priority,
        clock,
        arrived,
        entry.head,
    )
}

/// Returns the lines of these cases.
pub fn rows(messages: &DeskMessages, now: u64, entries: &[CaseView]) -> Vec<Row> {
    entries
        .iter()
        .map(|entry| row(entry, messages, now))
        .collect()
}

pub fn row(entry: &CaseView, messages: &DeskMessages, now: u64) -> Row {
    let record = entry.records().next().map(|(_, record)| record);
    let need = match record.map(|record| &record.content) {
        Some(content @ Content::Report(_)) => {
            let needs = content.answers("need");
            let needs = needs.iter().map(|value| messages.answer("need", value));
            needs.collect::<Vec<_>>().join(", ")
        }
        _ => "Letter".to_owned(),
    };
    let (priority, reasons) = entry.priority();
    let clock = entry.clock(priority, now);
    Row {
        ticket: entry.head,
        state: entry.case.state.as_str(),
        priority: priority.as_str(),
        decided: entry.case.priority.is_some(),
        reasons,
        clock: clock.map(|(clock, _)| clock),
        waited: clock.and_then(|(_, minutes)| minutes),
        danger: entry.answer("danger") == Some("yes"),
        pulled: record.map_or_else(String::new, |record| record.about.arrived.to_string()),
        need: harmless(&need),
        opening: record.map_or_else(String::new, |record| unclickable(&record.content.opening())),
        owner: entry.case.owner.clone(),
        language: entry.language().map(harmless_name),
        attachments: entry.files(),
        complete: entry.records().all(|(_, record)| record.complete),
        labels: entry.case.labels.iter().map(ToString::to_string).collect(),
        outcome: entry.case.outcome.map(Outcome::as_str),
        hits: entry.hits.len(),
        coded: entry.case.code.is_some(),
        may_be_counted: record.is_some_and(|record| record.content.may_be_counted()),
        unread: entry.is_unread(),
        followed: entry.tickets.len().saturating_sub(1),
        news: entry.is_news(),
        withdrawn: entry.is_withdrawn(),
        burst: entry.is_burst(),
    }
}

pub fn not_opened(ticket: Ticket) -> Row {
    Row {
        ticket,
        state: "does not open",
        priority: Priority::P3.as_str(),
        decided: false,
        reasons: Vec::new(),
        clock: None,
        waited: None,
        danger: false,
        pulled: String::new(),
        need: String::new(),
        opening: String::new(),
        owner: None,
        language: None,
        attachments: 0,
        complete: false,
        labels: Vec::new(),
        outcome: None,
        hits: 0,
        coded: false,
        may_be_counted: false,
        unread: false,
        followed: 0,
        news: false,
        withdrawn: false,
        burst: false,
    }
}
