//! What the page may ask to be done: a verb, the cases, a value. And how it is taken back.

use crate::messages::Value;
use crate::model::change::{Act, Change, Priority};
use crate::model::label::Label;
use crate::page::filters;
use crate::page::html::queue;
use crate::remote::alerts;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::text::messages::DeskMessages;
use crate::triage::actions;
use serde::Deserialize;
use sotto::code::{Code, Dimension};
use sotto::ticket::Ticket;
use std::collections::BTreeMap;

/// What the page asks to be done.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionRequest {
    pub act: String,
    #[serde(default)]
    pub tickets: Vec<Ticket>,
    #[serde(default)]
    pub value: String,
    /// A word for each list of the code.
    #[serde(default)]
    pub code: BTreeMap<String, String>,
    /// What is searched for just now.
    #[serde(default)]
    pub query: String,
}

/// Something that was done, and what takes it back.
pub struct Undo {
    pub words: String,
    pub back: Vec<(Ticket, Change)>,
}

/// How many things can be taken back.
const REMEMBERED: usize = 50;

/// Does it, and says so.
pub fn act(
    session: &mut Session,
    messages: &DeskMessages,
    undo: &mut Vec<Undo>,
    request: &ActionRequest,
) -> Result<String, String> {
    if request.act == "undo" {
        return take_back(session, messages, undo).map_err(|error| error.to_string());
    }
    // Before: a case that is agreed to be forgotten has no name afterwards.
    let name = match request.tickets.as_slice() {
        [one] => session.entry(*one).ok().map(|entry| queue::name(&entry)),
        _ => None,
    };
    let made = perform(session, messages, request)?;
    let back: Option<Vec<_>> = made
        .iter()
        .rev()
        .map(|(ticket, change)| Some((*ticket, change.undo()?)))
        .collect();
    let what = if request.value.is_empty() {
        request.act.clone()
    } else {
        format!("{} {}", request.act, request.value)
    };
    let mut what: String = what.chars().take(60).collect();
    if let Some(name) = name {
        what = format!("{what} ({name})");
    }
    if let Some(back) = back.filter(|back| !back.is_empty()) {
        undo.push(Undo {
            words: what.clone(),
            back,
        });
        if undo.len() > REMEMBERED {
            undo.remove(0);
        }
    }
    Ok(match request.tickets.len() {
        0 | 1 => messages.format("desk-done", &[("what", what)]),
        count => messages.format(
            "desk-done-many",
            &[("what", Value::from(what)), ("count", count.into())],
        ),
    })
}

fn take_back(
    session: &mut Session,
    messages: &DeskMessages,
    undo: &mut Vec<Undo>,
) -> Result<String, SessionError> {
    let Some(done) = undo.pop() else {
        return Ok(messages.text("desk-nothing-to-undo"));
    };
    session.change_each(done.back)?;
    Ok(messages.format("desk-undone", &[("what", done.words)]))
}

/// Does it. Returns what was changed in cases.
fn perform(
    session: &mut Session,
    messages: &DeskMessages,
    request: &ActionRequest,
) -> Result<Vec<(Ticket, Change)>, String> {
    let (tickets, value) = (request.tickets.as_slice(), request.value.as_str());
    let one = || match tickets {
        [one] => Ok(*one),
        [] => Err(messages.text("desk-no-case")),
        _ => Err(messages.text("desk-one-case")),
    };
    let done = match request.act.as_str() {
        "state" => actions::set_state(session, tickets, word(value)?),
        "outcome" => actions::set_outcome(session, tickets, Some(word(value)?)),
        "vetting" => actions::set_vetting(session, tickets, word(value)?),
        "priority" => {
            let priority = if value == "suggested" {
                None
            } else {
                Some(word::<Priority>(value)?)
            };
            actions::set_priority(session, tickets, priority)
        }
        "owner" => actions::assign(
            session,
            tickets,
            Some(value).filter(|owner| *owner != "nobody"),
        ),
        "label" | "unlabel" => actions::label(
            session,
            tickets,
            vec![word::<Label>(value.trim())?],
            request.act == "unlabel",
        ),
        "link" | "unlink" => actions::link(
            session,
            one()?,
            word::<Ticket>(value.trim())?,
            request.act == "unlink",
        ),
        "mark" | "unmark" => actions::mark(
            session,
            one()?,
            &[value.to_owned()],
            request.act == "unmark",
        ),
        "note" => actions::write(session, one()?, value, Change::Note),
        "consent" => actions::write(session, one()?, value, Change::Consent),
        "propose" => actions::propose(session, one()?, word::<Act>(value)?),
        "agree" | "refuse" => {
            actions::answer_proposal(session, one()?, word::<Act>(value)?, request.act == "agree")
        }
        "code" => actions::code(session, tickets, code(&request.code)?),
        "filter" => filters::keep(session, value, &request.query).map(|()| Vec::new()),
        "unfilter" => filters::remove(session, value).map(|()| Vec::new()),
        "dismiss" => alerts::dismiss(session).map(|()| Vec::new()),
        _ => return Err("unknown".to_owned()),
    };
    done.map_err(|error| error.to_string())
}

fn word<T: std::str::FromStr<Err: ToString>>(value: &str) -> Result<T, String> {
    value.parse().map_err(|error: T::Err| error.to_string())
}

/// Words of the fixed lists, and of no other: by type.
fn code(words: &BTreeMap<String, String>) -> Result<Code, String> {
    let mut json = serde_json::Map::new();
    for side in Dimension::ALL {
        let word = words.get(side.word()).cloned().unwrap_or_default();
        json.insert(side.word().to_owned(), word.into());
    }
    serde_json::from_value(json.into()).map_err(|error| error.to_string())
}
