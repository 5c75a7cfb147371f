//! What a handler sees of their cases, ready to be printed or shown: the same for commands and page.

use super::book::{Book, Entry, Record};
use super::case::{Note, Reply};
use super::change::{Outcome, Priority, State};
use super::desk::{Desk, DeskError};
use super::feed::Hit;
use super::history::Happened;
use super::indicator::defang;
use super::priority::{Clock, Reason};
use super::report::{Answer, Metadata, Report, Told};
use super::store::StoreError;
use super::words::{Words, harmless, harmless_name, unclickable};
use serde::Serialize;
use sotto::code::{Code, Dimension};
use sotto::ticket::Ticket;
use std::collections::BTreeMap;
use std::fmt::Write;

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
    /// How many traces in it are known.
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

/// A report and where its case stands.
#[derive(Serialize)]
pub struct Shown {
    pub ticket: Ticket,
    /// `report`, `follow-up`, `withdrawal`, `handed-over` or `letter`.
    pub kind: &'static str,
    /// Which organisation handed it over.
    pub from: Option<String>,
    pub state: &'static str,
    pub outcome: Option<&'static str>,
    pub vetting: &'static str,
    pub priority: &'static str,
    pub reasons: Vec<Reason>,
    pub owner: Option<String>,
    pub pulled: String,
    pub language: Option<String>,
    /// Whether all of its files are here.
    pub complete: bool,
    pub labels: Vec<String>,
    pub links: Vec<Ticket>,
    pub code: Option<Code>,
    /// Question and answers in words, in the order of the page.
    pub answers: Vec<(String, Vec<String>)>,
    /// Text that came by other means than the page.
    pub letter: Option<String>,
    pub attachments: Vec<ShownAttachment>,
    pub indicators: Vec<Trace>,
    pub hits: Vec<Hit>,
    pub notes: Vec<Note>,
    /// What was pinned to the board for its reporter, counted from 1.
    pub replies: BTreeMap<u32, Reply>,
    pub timeline: Vec<Happened>,
    /// What its reporter told later.
    pub followed: Vec<Shown>,
}

/// A trace as it may be looked at.
#[derive(Serialize)]
pub struct Trace {
    pub kind: &'static str,
    pub value: String,
    pub defanged: String,
    /// In which other cases it stands, too.
    pub also: Vec<Ticket>,
}

/// An attachment as it may be named.
#[derive(Serialize)]
pub struct ShownAttachment {
    pub number: usize,
    pub name: String,
    pub media_type: String,
    pub size: u64,
    /// What the page did about details that it hides; unknown of a letter.
    pub metadata: Option<Metadata>,
}

/// Every case and everything that did not open.
pub fn queue(book: &Book, words: &Words, now: u64) -> Vec<Row> {
    let mut queue = rows(words, now, &in_order(now, book.entries()));
    queue.extend(unopened(book));
    queue
}

/// What did not open.
pub fn unopened(book: &Book) -> impl Iterator<Item = Row> {
    book.unopened.iter().map(|ticket| not_opened(*ticket))
}

/// Cases as they stand in the queue: the most urgent first; what is done and what came as one of many last.
pub fn in_order<'a>(now: u64, entries: impl IntoIterator<Item = Entry<'a>>) -> Vec<Entry<'a>> {
    let mut placed: Vec<_> = entries
        .into_iter()
        .map(|entry| (place(&entry, now), entry))
        .collect();
    placed.sort_by(|(one, _), (other, _)| one.cmp(other));
    placed.into_iter().map(|(_, entry)| entry).collect()
}

/// Where a case stands in the queue.
fn place(entry: &Entry, now: u64) -> impl Ord + use<> {
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

/// The lines of these cases.
pub fn rows(words: &Words, now: u64, entries: &[Entry]) -> Vec<Row> {
    entries.iter().map(|entry| row(entry, words, now)).collect()
}

fn row(entry: &Entry, words: &Words, now: u64) -> Row {
    let record = entry.records().next().map(|(_, record)| record);
    let need = match record.map(|record| &record.told) {
        Some(told @ Told::Report(_)) => {
            let needs = told.answers("need");
            let needs = needs.iter().map(|value| words.answer("need", value));
            needs.collect::<Vec<_>>().join(", ")
        }
        _ => "Letter".to_owned(),
    };
    let (priority, reasons) = entry.priority();
    let clock = entry.clock(priority, now);
    Row {
        ticket: entry.head,
        state: entry.case.state.word(),
        priority: priority.word(),
        decided: entry.case.priority.is_some(),
        reasons,
        clock: clock.map(|(clock, _)| clock),
        waited: clock.and_then(|(_, minutes)| minutes),
        danger: entry.answer("danger") == Some("yes"),
        pulled: record.map_or_else(String::new, |record| record.about.arrived.to_string()),
        need: harmless(&need),
        opening: record.map_or_else(String::new, |record| unclickable(&record.told.opening())),
        owner: entry.case.owner.clone(),
        language: entry.language().map(harmless_name),
        attachments: entry.files(),
        complete: entry.records().all(|(_, record)| record.complete),
        labels: entry.case.labels.iter().map(ToString::to_string).collect(),
        outcome: entry.case.outcome.map(Outcome::word),
        hits: entry.hits.len(),
        coded: entry.case.code.is_some(),
        may_be_counted: record.is_some_and(|record| record.told.may_be_counted()),
        unread: entry.is_unread(),
        followed: entry.tickets.len().saturating_sub(1),
        news: entry.is_news(),
        withdrawn: entry.is_withdrawn(),
        burst: entry.is_burst(),
    }
}

fn not_opened(ticket: Ticket) -> Row {
    Row {
        ticket,
        state: "does not open",
        priority: Priority::P3.word(),
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

/// A case with all that followed, with what is dangerous to look at named. With `exact`, as the reporter wrote it.
pub fn report(desk: &Desk, words: &Words, ticket: Ticket, exact: bool) -> Result<Shown, DeskError> {
    let entry = desk.entry(ticket)?;
    let mut shown = entry
        .records()
        .map(|(ticket, record)| one(&entry, words, ticket, record, exact));
    let mut first = shown
        .next()
        .ok_or(DeskError::Store(StoreError::NoCase(ticket)))?;
    first.followed = shown.collect();
    let case = entry.case;
    first.replies = case
        .replies
        .iter()
        .map(|(n, reply)| (n + 1, reply.clone()))
        .collect();
    first.labels = case.labels.iter().map(ToString::to_string).collect();
    first.code = case.code;
    first.owner.clone_from(&case.owner);
    first.outcome = case.outcome.map(Outcome::word);
    first.vetting = case.vetting.word();
    first.priority = entry.priority().0.word();
    first.reasons = entry.priority().1;
    first.links = entry.links().into_iter().collect();
    first.notes.clone_from(&case.notes);
    first.timeline = case.timeline.iter().map(|line| line.in_words()).collect();
    first.hits = entry.hits.to_vec();
    first.indicators = entry
        .indicators()
        .into_iter()
        .map(|indicator| Trace {
            kind: indicator.kind.word(),
            value: harmless_name(&indicator.value),
            defanged: defang(&harmless_name(&indicator.value)),
            also: if indicator.tells() {
                entry.also_in(indicator)
            } else {
                Vec::new()
            },
        })
        .collect();
    Ok(first)
}

impl Shown {
    /// Of a ticket of which nothing is known.
    fn bare(ticket: Ticket) -> Self {
        Self {
            ticket,
            kind: "",
            from: None,
            state: "",
            outcome: None,
            vetting: "",
            priority: "",
            reasons: Vec::new(),
            owner: None,
            pulled: String::new(),
            language: None,
            complete: false,
            labels: Vec::new(),
            links: Vec::new(),
            code: None,
            answers: Vec::new(),
            letter: None,
            attachments: Vec::new(),
            indicators: Vec::new(),
            hits: Vec::new(),
            notes: Vec::new(),
            replies: BTreeMap::new(),
            timeline: Vec::new(),
            followed: Vec::new(),
        }
    }
}

fn one(entry: &Entry, words: &Words, ticket: Ticket, record: &Record, exact: bool) -> Shown {
    let told = &record.told;
    let look = |text: &str| {
        if exact {
            text.to_owned()
        } else {
            unclickable(text)
        }
    };
    let (answers, letter) = match told {
        Told::Report(report) => (answers(report, words, look), None),
        Told::Letter(text) => (Vec::new(), Some(look(text))),
        Told::File(_) => (Vec::new(), None),
    };
    Shown {
        ticket,
        kind: match told {
            Told::Report(report) => report.format.word(),
            Told::Letter(_) | Told::File(_) => "letter",
        },
        from: match told {
            Told::Report(report) => report.from.as_deref().map(harmless_name),
            Told::Letter(_) | Told::File(_) => None,
        },
        state: entry.case.state.word(),
        pulled: record.about.arrived.to_string(),
        language: told.language().map(harmless_name),
        complete: record.complete,
        answers,
        letter,
        attachments: attachments(told, exact),
        ..Shown::bare(ticket)
    }
}

/// Questions and answers in words: those of the page in its order, then any that this desk doesn't know.
fn answers(
    report: &Report,
    words: &Words,
    look: impl Fn(&str) -> String,
) -> Vec<(String, Vec<String>)> {
    let known = words
        .questions()
        .filter_map(|id| report.answers.get_key_value(id));
    let is_known = |id: &str| words.questions().any(|known| known == id);
    let unknown = report.answers.iter().filter(|(id, _)| !is_known(id));
    let in_words = |(id, answer): (&String, &Answer)| {
        let values = answer.values();
        let values = values
            .iter()
            .map(|value| look(words.answer(id, value)))
            .collect();
        (look(words.question(id)), values)
    };
    known.chain(unknown).map(in_words).collect()
}

fn attachments(told: &Told, exact: bool) -> Vec<ShownAttachment> {
    if let Told::File(bytes) = told {
        return vec![ShownAttachment {
            number: 1,
            name: "letter".to_owned(),
            media_type: String::new(),
            size: bytes.len() as u64,
            metadata: None,
        }];
    }
    let numbered = told
        .attachments()
        .iter()
        .enumerate()
        .map(|(place, attachment)| ShownAttachment {
            number: place + 1,
            name: if exact {
                attachment.name.clone()
            } else {
                harmless_name(&attachment.name)
            },
            media_type: harmless_name(&attachment.media_type),
            size: attachment.size,
            metadata: Some(attachment.metadata),
        });
    numbered.collect()
}

/// A report as lines of text.
pub fn as_text(shown: &Shown) -> String {
    let mut text = format!(
        "{}  {}  {}  {}\n",
        shown.ticket, shown.kind, shown.state, shown.pulled
    );
    if !shown.labels.is_empty() {
        let _ = writeln!(text, "{}", shown.labels.join("  "));
    }
    if let Some(code) = &shown.code {
        let words = Dimension::ALL
            .iter()
            .filter_map(|side| side.words().get(side.index(code)).copied());
        let _ = writeln!(text, "{}", words.collect::<Vec<_>>().join(" / "));
    }
    for (question, answers) in &shown.answers {
        let _ = write!(text, "\n{question}\n");
        for answer in answers {
            let _ = writeln!(text, "{answer}");
        }
    }
    if let Some(letter) = &shown.letter {
        let _ = write!(text, "\n{letter}\n");
    }
    for attachment in &shown.attachments {
        let _ = write!(
            text,
            "\n[{}] {} ({} bytes{})\n",
            attachment.number,
            attachment.name,
            attachment.size,
            attachment.metadata.map_or("", Metadata::in_words)
        );
    }
    for (n, reply) in &shown.replies {
        let down = if reply.taken_down { ", taken down" } else { "" };
        let _ = write!(
            text,
            "\nReply {n}, {} {}{down}\n{}\n",
            reply.handler, reply.day, reply.text
        );
    }
    for later in &shown.followed {
        let _ = write!(text, "\n{}", as_text(later));
    }
    text
}

/// The queue as lines of text.
pub fn queue_as_text(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let danger = if row.danger { "!" } else { " " };
        let files = match (row.attachments, row.complete) {
            (0, _) => String::new(),
            (count, true) => format!("  [files: {count}]"),
            (count, false) => format!("  [files: {count}, not all here]"),
        };
        let later = match (row.withdrawn, row.followed, row.news) {
            (true, ..) => "  [withdrawn by its reporter]".to_owned(),
            (_, 0, _) => String::new(),
            (_, count, false) => format!("  [came back: {count}]"),
            (_, count, true) => format!("  [came back: {count}, new]"),
        };
        let burst = if row.burst { "  [one of many]" } else { "" };
        let labels: String = row
            .labels
            .iter()
            .map(|label| format!("  {label}"))
            .collect();
        let _ = writeln!(
            text,
            "{} {danger} {:<16} {:<10}  {}{files}{later}{burst}{labels}",
            row.ticket, row.state, row.pulled, row.opening
        );
    }
    if text.is_empty() {
        "No reports yet. Run `sotto-desk pull`.\n".to_owned()
    } else {
        text
    }
}
