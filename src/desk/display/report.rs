//! Prepares a case to be printed or shown, the same for commands and page.

use crate::cases::entry::CaseView;
use crate::cases::record::Submission;
use crate::indicators::indicator::{Indicator, defang};
use crate::indicators::lookup::Hit;
use crate::indicators::withhold::asks_for_a_mark;
use crate::model::case::{Note, Reply};
use crate::model::change::Outcome;
use crate::model::history::TimelineLine;
use crate::model::priority::Reason;
use crate::report::answer::Answer;
use crate::report::content::{Content, Report};
use crate::report::manifest::Metadata;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::store::StoreError;
use crate::text::messages::DeskMessages;
use crate::text::sanitize::{harmless_name, unclickable};
use serde::Serialize;
use sotto::code::Code;
use sotto::ticket::Ticket;
use std::collections::BTreeMap;

/// A submission as it is shown, and, with the report, the state of its case.
#[derive(Serialize)]
pub struct Shown {
    pub ticket: Ticket,
    /// `report`, `follow-up`, `withdrawal`, `handed-over` or `letter`.
    pub kind: &'static str,
    /// Whether it claims to come from a reporter and is not signed by them.
    pub unsigned: bool,
    /// The organisation that handed the case over.
    pub from: Option<String>,
    pub state: &'static str,
    pub outcome: Option<&'static str>,
    pub vetting: &'static str,
    pub priority: &'static str,
    pub reasons: Vec<Reason>,
    pub owner: Option<String>,
    /// The day on which it came, such as `2026-11-25`.
    pub pulled: String,
    pub language: Option<String>,
    /// Whether all of its files are here.
    pub complete: bool,
    pub labels: Vec<String>,
    pub links: Vec<Ticket>,
    pub code: Option<Code>,
    /// Each question with its answers, in words, in the order of the reporters' page.
    pub answers: Vec<(String, Vec<String>)>,
    /// The text of a letter.
    pub letter: Option<String>,
    pub attachments: Vec<ShownAttachment>,
    pub indicators: Vec<IndicatorView>,
    pub hits: Vec<Hit>,
    pub notes: Vec<Note>,
    /// The replies that were pinned to the board, by number, counted from 1.
    pub replies: BTreeMap<u32, Reply>,
    pub timeline: Vec<TimelineLine>,
    /// The reporter's follow-ups.
    pub followed: Vec<Shown>,
}

/// An indicator as it is shown.
#[derive(Serialize)]
pub struct IndicatorView {
    pub kind: &'static str,
    pub value: String,
    pub defanged: String,
    /// Whether it may leave the team whole only once a handler has marked it.
    pub asks: bool,
    /// Whether a handler has marked it as the attacker's.
    pub marked: bool,
    /// The other cases that contain it.
    pub also: Vec<Ticket>,
}

/// An attachment as it is shown.
#[derive(Serialize)]
pub struct ShownAttachment {
    pub number: usize,
    pub name: String,
    pub media_type: String,
    pub size: u64,
    /// What the page did about the file's metadata; `None` for a letter.
    pub metadata: Option<Metadata>,
}

/// Returns a case with its follow-ups, and with text made safe to show. With `exact`, text is as the reporter wrote it.
pub fn report(
    session: &Session,
    messages: &DeskMessages,
    ticket: Ticket,
    exact: bool,
) -> Result<Shown, SessionError> {
    let entry = session.entry(ticket)?;
    let mut shown = entry
        .records()
        .map(|(ticket, record)| one(&entry, messages, ticket, record, exact));
    let mut first = shown
        .next()
        .ok_or(SessionError::Store(StoreError::NoCase(ticket)))?;
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
    first.outcome = case.outcome.map(Outcome::as_str);
    first.vetting = case.vetting.as_str();
    first.priority = entry.priority().0.as_str();
    first.reasons = entry.priority().1;
    first.links = entry.links().into_iter().collect();
    first.notes.clone_from(&case.notes);
    first.timeline = case.timeline.iter().map(|line| line.in_words()).collect();
    first.hits = entry.hits.to_vec();
    first.indicators = indicators(&entry);
    Ok(first)
}

/// Returns the indicators of a case, so that they can be looked at without harm.
fn indicators(entry: &CaseView) -> Vec<IndicatorView> {
    let view = |indicator: &Indicator| IndicatorView {
        kind: indicator.kind.as_str(),
        value: harmless_name(&indicator.value),
        defanged: defang(&harmless_name(&indicator.value)),
        asks: asks_for_a_mark(indicator),
        marked: entry.case.marked.contains(&indicator.value),
        also: if indicator.tells() {
            entry.also_in(indicator)
        } else {
            Vec::new()
        },
    };
    entry.indicators().iter().map(view).collect()
}

impl Shown {
    /// Returns an empty description of the submission with this ticket.
    fn bare(ticket: Ticket) -> Self {
        Self {
            ticket,
            kind: "",
            unsigned: false,
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

fn one(
    entry: &CaseView,
    messages: &DeskMessages,
    ticket: Ticket,
    record: &Submission,
    exact: bool,
) -> Shown {
    let content = &record.content;
    let look = |text: &str| {
        if exact {
            text.to_owned()
        } else {
            unclickable(text)
        }
    };
    let from = |report: &Report| report.from.as_deref().map(harmless_name);
    let (kind, from, answers, letter) = match content {
        Content::Report(report) => {
            let answers = answers(report, messages, look);
            (report.format.as_str(), from(report), answers, None)
        }
        Content::Letter(text) => ("letter", None, Vec::new(), Some(look(text))),
        Content::File(_) => ("letter", None, Vec::new(), None),
    };
    Shown {
        ticket,
        kind,
        unsigned: content.is_unsigned(),
        from,
        state: entry.case.state.as_str(),
        pulled: record.about.arrived.to_string(),
        language: content.language().map(harmless_name),
        complete: record.complete,
        answers,
        letter,
        attachments: attachments(content, exact),
        ..Shown::bare(ticket)
    }
}

/// Returns the questions and answers in words: those of the page in its order, then those that this desk does not know.
fn answers(
    report: &Report,
    messages: &DeskMessages,
    look: impl Fn(&str) -> String,
) -> Vec<(String, Vec<String>)> {
    let known = messages
        .questions()
        .filter_map(|id| report.answers.get_key_value(id));
    let is_known = |id: &str| messages.questions().any(|known| known == id);
    let unknown = report.answers.iter().filter(|(id, _)| !is_known(id));
    let in_words = |(id, answer): (&String, &Answer)| {
        let values = answer.values();
        let values = values
            .iter()
            .map(|value| look(&messages.answer(id, value)))
            .collect();
        (look(&messages.question(id)), values)
    };
    known.chain(unknown).map(in_words).collect()
}

fn attachments(content: &Content, exact: bool) -> Vec<ShownAttachment> {
    if let Content::File(bytes) = content {
        return vec![ShownAttachment {
            number: 1,
            name: "letter".to_owned(),
            media_type: String::new(),
            size: bytes.len() as u64,
            metadata: None,
        }];
    }
    let numbered = content
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
