//! What a handler sees of their cases, ready to be printed or shown: the same for commands and page.

use super::case::{Case, Reply};
use super::desk::{Desk, DeskError};
use super::event::State;
use super::report::{Answer, Metadata, Report, Told};
use super::thread::Threads;
use super::words::{Words, harmless, harmless_name};
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
    pub danger: bool,
    pub pulled: String,
    pub need: String,
    pub opening: String,
    pub attachments: usize,
    pub complete: bool,
    pub labels: Vec<String>,
    pub coded: bool,
    pub may_be_counted: bool,
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
    /// `report`, `follow-up`, `withdrawal` or `letter`.
    pub kind: &'static str,
    pub state: &'static str,
    pub pulled: String,
    pub labels: Vec<String>,
    pub code: Option<Code>,
    /// Question and answers in words, in the order of the page.
    pub answers: Vec<(String, Vec<String>)>,
    /// Text that came by other means than the page.
    pub letter: Option<String>,
    pub attachments: Vec<ShownAttachment>,
    /// What was pinned to the board for its reporter, counted from 1.
    pub replies: BTreeMap<u32, Reply>,
    /// What its reporter told later.
    pub followed: Vec<Shown>,
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

/// Every case and everything that did not open; what came as one of many last, those in danger first, then by day.
pub fn queue(desk: &Desk, words: &Words) -> Result<Vec<Row>, DeskError> {
    let complete = desk.store.cases_complete(true).map_err(DeskError::Store)?;
    let threads = Threads::read(desk)?;
    let mut rows = Vec::new();
    for ticket in desk.store.cases().map_err(DeskError::Store)? {
        if threads.head(ticket) == ticket {
            rows.push(row(desk, words, &threads, ticket, &complete)?);
        }
    }
    let bursts = desk.bursts()?;
    for row in rows.iter_mut().filter(|row| row.state == State::New.word()) {
        row.burst = bursts.contains(&row.ticket);
    }
    let order = |row: &Row| {
        (
            row.state == "closed" && !row.news,
            row.burst,
            !row.danger,
            row.pulled.clone(),
            row.ticket,
        )
    };
    rows.sort_by_key(order);
    rows.extend(
        desk.store
            .unopened()
            .map_err(DeskError::Store)?
            .into_iter()
            .map(unopened),
    );
    Ok(rows)
}

fn row(
    desk: &Desk,
    words: &Words,
    threads: &Threads,
    ticket: Ticket,
    complete: &[Ticket],
) -> Result<Row, DeskError> {
    let followed = threads.followed(ticket);
    let mut news = false;
    for later in &followed {
        news |= desk.case(*later)?.state == State::New;
    }
    let told = desk.told(ticket)?;
    let case = desk.case(ticket)?;
    let need = match &told {
        Told::Report(report) => report
            .answers
            .get("need")
            .map_or_else(String::new, |answer| {
                answer
                    .values()
                    .iter()
                    .map(|value| words.answer("need", value))
                    .collect::<Vec<_>>()
                    .join(", ")
            }),
        Told::Letter(_) | Told::File(_) => "Letter".to_owned(),
    };
    Ok(Row {
        ticket,
        state: case.state.word(),
        danger: told.answer("danger") == Some("yes"),
        pulled: case.pulled.map_or_else(String::new, |day| day.to_string()),
        need: harmless(&need),
        opening: harmless(&told.opening()),
        attachments: attachments(&told, false).len(),
        complete: threads
            .whole(ticket)
            .iter()
            .all(|ticket| complete.contains(ticket)),
        labels: case.labels.iter().map(ToString::to_string).collect(),
        coded: case.code.is_some(),
        may_be_counted: told.may_be_counted(),
        followed: followed.len(),
        news,
        withdrawn: threads.is_withdrawn(ticket),
        burst: false,
    })
}

fn unopened(ticket: Ticket) -> Row {
    Row {
        ticket,
        state: "does not open",
        danger: false,
        pulled: String::new(),
        need: String::new(),
        opening: String::new(),
        attachments: 0,
        complete: false,
        labels: Vec::new(),
        coded: false,
        may_be_counted: false,
        followed: 0,
        news: false,
        withdrawn: false,
        burst: false,
    }
}

/// A report and all that followed, with what is dangerous to look at named. With `exact`, as the reporter
/// wrote it.
pub fn report(desk: &Desk, words: &Words, ticket: Ticket, exact: bool) -> Result<Shown, DeskError> {
    if desk
        .store
        .unopened()
        .map_err(DeskError::Store)?
        .contains(&ticket)
    {
        return Err(DeskError::DoesNotOpen(ticket));
    }
    let threads = Threads::read(desk)?;
    let head = threads.head(ticket);
    let mut shown = one(desk, words, head, exact)?;
    for later in threads.followed(head) {
        shown.followed.push(one(desk, words, later, exact)?);
    }
    Ok(shown)
}

fn one(desk: &Desk, words: &Words, ticket: Ticket, exact: bool) -> Result<Shown, DeskError> {
    let told = desk.told(ticket)?;
    let case: Case = desk.case(ticket)?;
    let look = |text: &str| {
        if exact {
            text.to_owned()
        } else {
            harmless(text)
        }
    };
    let (answers, letter) = match &told {
        Told::Report(report) => (answers(report, words, look), None),
        Told::Letter(text) => (Vec::new(), Some(look(text))),
        Told::File(_) => (Vec::new(), None),
    };
    Ok(Shown {
        ticket,
        kind: match &told {
            Told::Report(report) => report.format.word(),
            Told::Letter(_) | Told::File(_) => "letter",
        },
        state: case.state.word(),
        pulled: case.pulled.map_or_else(String::new, |day| day.to_string()),
        labels: case.labels.iter().map(ToString::to_string).collect(),
        code: case.code,
        answers,
        letter,
        attachments: attachments(&told, exact),
        replies: case
            .replies
            .into_iter()
            .map(|(n, reply)| (n + 1, reply))
            .collect(),
        followed: Vec::new(),
    })
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
            .filter_map(|side| side.words().get(side.place(code)).copied());
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
