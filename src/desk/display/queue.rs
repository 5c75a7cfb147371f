//! The queue: cases in the order in which they need somebody.

use crate::cases::entry::CaseView;
use crate::cases::index::CaseIndex;
use crate::model::change::{Outcome, Priority, State};
use crate::model::priority::{Clock, Reason};
use crate::report::content::Content;
use crate::text::messages::DeskMessages;
use crate::text::sanitize::{harmless, harmless_name, unclickable};
use serde::Serialize;
use sotto::ticket::Ticket;

/// A row of the queue.
#[derive(Serialize)]
pub struct Row {
    pub ticket: Ticket,
    /// The case's state; `does not open` for a submission that could not be opened.
    pub state: &'static str,
    pub priority: &'static str,
    /// Whether a handler decided on the priority; otherwise it is the suggested one.
    pub decided: bool,
    /// The reasons for the suggested priority.
    pub reasons: Vec<Reason>,
    /// The clock of a new case; `None` for any other.
    pub clock: Option<Clock>,
    /// How many minutes a new case has waited, if this desk has run since it came.
    pub waited: Option<u64>,
    /// Whether the reporter is in danger now.
    pub danger: bool,
    /// The day on which the report came, such as `2026-11-25`.
    pub pulled: String,
    /// The reporter's needs, in words.
    pub need: String,
    /// The report's first words.
    pub opening: String,
    pub owner: Option<String>,
    pub language: Option<String>,
    /// How many attachments the case has.
    pub attachments: usize,
    /// Whether all pieces of all attachments are here.
    pub complete: bool,
    pub labels: Vec<String>,
    pub outcome: Option<&'static str>,
    /// How many indicators of the case are on a loaded list.
    pub hits: usize,
    /// Whether the case has a code for the statistics.
    pub coded: bool,
    /// Whether the reporter allowed the report to be counted.
    pub may_be_counted: bool,
    /// Whether the case has a submission that nobody at this desk has read.
    pub unread: bool,
    /// How many follow-ups the case has.
    pub followed: usize,
    /// Whether any of them is unread.
    pub news: bool,
    /// Whether the reporter asks that the case be erased.
    pub withdrawn: bool,
    /// Whether the case claims to come from a reporter and is not signed by them.
    pub unsigned: bool,
    /// Whether the report came as one of many on one circuit. It is shown below all others until somebody works on it.
    pub burst: bool,
}

/// Returns a row for every case, in order, and then one for every submission that did not open. `now` is in seconds since the
/// Unix epoch.
pub fn queue(index: &CaseIndex, messages: &DeskMessages, now: u64) -> Vec<Row> {
    let mut queue = rows(messages, now, &in_order(now, index.entries()));
    queue.extend(unopened(index));
    queue
}

/// Returns a row for every submission that did not open.
pub fn unopened(index: &CaseIndex) -> impl Iterator<Item = Row> {
    index.unopened.iter().map(|ticket| not_opened(*ticket))
}

/// Returns the cases in the order of the queue: the most urgent first, then those that came as one of many, then those that are
/// done. `now` is in seconds since the Unix epoch.
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

/// Returns the key by which cases are sorted in the queue.
pub fn place(entry: &CaseView, now: u64) -> impl Ord + use<> {
    let (state, news) = (entry.case.state, entry.is_news());
    let waits = matches!(state, State::WaitingReporter | State::WaitingPartner);
    let priority = entry.priority().0;
    let clock = entry.clock(priority, now).map(|(clock, _)| clock);
    let arrived = entry
        .records()
        .next()
        .map(|(_, record)| record.about.arrived);
    // Cases without a clock come after those with one.
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

/// Returns the rows of these cases, in the order given.
pub fn rows(messages: &DeskMessages, now: u64, entries: &[CaseView]) -> Vec<Row> {
    entries
        .iter()
        .map(|entry| row(entry, messages, now))
        .collect()
}

/// Returns what the reporter needs, in words.
fn need(content: Option<&Content>, messages: &DeskMessages) -> String {
    match content {
        Some(content @ Content::Report(_)) => {
            let needs = content.answers("need");
            let needs = needs.iter().map(|value| messages.answer("need", value));
            needs.collect::<Vec<_>>().join(", ")
        }
        _ => "Letter".to_owned(),
    }
}

/// Returns the row of a case.
pub fn row(entry: &CaseView, messages: &DeskMessages, now: u64) -> Row {
    let record = entry.records().next().map(|(_, record)| record);
    let need = need(record.map(|record| &record.content), messages);
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
        unsigned: entry.is_unsigned(),
        burst: entry.is_burst(),
    }
}

/// Returns the row of a submission that did not open.
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
        unsigned: false,
        burst: false,
    }
}
