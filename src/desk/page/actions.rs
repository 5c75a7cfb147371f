//! What the page may ask to be done: a verb, the cases, a value. And how it is taken back.

use crate::messages::Value;
use crate::model::change::Change;
use crate::page::filters;
use crate::page::html::queue;
use crate::remote::alerts;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::text::messages::DeskMessages;
use crate::triage::command::{self, Command};
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
    let what = in_words(request, name);
    remember(undo, &what, &made);
    Ok(match request.tickets.len() {
        0 | 1 => messages.format("desk-done", &[("what", what)]),
        count => messages.format(
            "desk-done-many",
            &[("what", Value::from(what)), ("count", count.into())],
        ),
    })
}

/// Returns what was asked, short enough to be said; with the name of its case, if it was about one.
fn in_words(request: &ActionRequest, name: Option<String>) -> String {
    let what = if request.value.is_empty() {
        request.act.clone()
    } else {
        format!("{} {}", request.act, request.value)
    };
    let what: String = what.chars().take(60).collect();
    match name {
        Some(name) => format!("{what} ({name})"),
        None => what,
    }
}

/// Remembers how to take changes back, the last first; unless nothing was changed, or one of them cannot be taken back.
fn remember(undo: &mut Vec<Undo>, words: &str, made: &[(Ticket, Change)]) {
    let back = made
        .iter()
        .rev()
        .map(|(ticket, change)| Some((*ticket, change.undo()?)));
    let back: Option<Vec<_>> = back.collect();
    if let Some(back) = back.filter(|back| !back.is_empty()) {
        undo.push(Undo {
            words: words.to_owned(),
            back,
        });
        if undo.len() > REMEMBERED {
            undo.remove(0);
        }
    }
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
    let done = match request.act.as_str() {
        "filter" => filters::keep(session, &request.value, &request.query).map(|()| Vec::new()),
        "unfilter" => filters::remove(session, &request.value).map(|()| Vec::new()),
        "dismiss" => alerts::dismiss(session).map(|()| Vec::new()),
        _ => command(messages, request)?.apply(session),
    };
    done.map_err(|error| error.to_string())
}

/// Reads what the page asks to be done to cases.
fn command(messages: &DeskMessages, request: &ActionRequest) -> Result<Command, String> {
    let (tickets, value) = (request.tickets.clone(), request.value.trim());
    let act = request.act.as_str();
    Ok(match act {
        "state" => Command::SetState {
            tickets,
            state: word(value)?,
        },
        "outcome" => Command::SetOutcome {
            tickets,
            outcome: Some(word(value)?),
        },
        "vetting" => Command::SetVetting {
            tickets,
            vetting: word(value)?,
        },
        "priority" => Command::SetPriority {
            tickets,
            priority: command::priority(value).map_err(|error| error.to_string())?,
        },
        "owner" => Command::Assign {
            tickets,
            assignee: command::assignee(value),
        },
        "label" | "unlabel" => Command::Label {
            tickets,
            labels: vec![word(value)?],
            remove: act == "unlabel",
        },
        "code" => Command::Code {
            tickets,
            code: code(&request.code)?,
        },
        _ => return command_for_one(messages, request),
    })
}

/// Reads what the page asks to be done to one case: to no other number of them.
fn command_for_one(messages: &DeskMessages, request: &ActionRequest) -> Result<Command, String> {
    let (act, value) = (request.act.as_str(), request.value.trim());
    let ticket = match request.tickets.as_slice() {
        [one] => *one,
        [] => return Err(messages.text("desk-no-case")),
        _ => return Err(messages.text("desk-one-case")),
    };
    let text = request.value.clone();
    Ok(match act {
        "link" | "unlink" => Command::Link {
            ticket,
            other: word(value)?,
            remove: act == "unlink",
        },
        "mark" | "unmark" => Command::Mark {
            ticket,
            indicators: vec![text],
            remove: act == "unmark",
        },
        "note" => Command::Note { ticket, text },
        "consent" => Command::Consent { ticket, text },
        "propose" => Command::Propose {
            ticket,
            act: word(value)?,
        },
        "agree" | "refuse" => Command::Answer {
            ticket,
            act: word(value)?,
            agree: act == "agree",
        },
        _ => return Err("unknown".to_owned()),
    })
}

fn word<T: std::str::FromStr<Err: ToString>>(value: &str) -> Result<T, String> {
    value.parse().map_err(|error: T::Err| error.to_string())
}

/// Words of the fixed lists, and of no other: by type.
fn code(words: &BTreeMap<String, String>) -> Result<Code, String> {
    let mut json = serde_json::Map::new();
    for side in Dimension::ALL {
        let word = words.get(side.as_str()).cloned().unwrap_or_default();
        json.insert(side.as_str().to_owned(), word.into());
    }
    serde_json::from_value(json.into()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(act: &str, tickets: usize, value: &str) -> Result<Command, String> {
        let tickets = vec![Ticket::from([1; 16]); tickets];
        let (act, value) = (act.to_owned(), value.to_owned());
        let request = ActionRequest {
            act,
            tickets,
            value,
            code: BTreeMap::new(),
            query: String::new(),
        };
        command(&DeskMessages::new(), &request)
    }

    #[test]
    fn what_is_about_one_case_is_done_to_no_other_number_of_cases() {
        for (act, value) in [
            ("note", "text"),
            ("consent", "text"),
            ("propose", "purge"),
            ("agree", "purge"),
            ("link", "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
            ("mark", "+4915155500177"),
        ] {
            assert!(request(act, 1, value).is_ok(), "{act}");
            for tickets in [0, 2] {
                assert!(request(act, tickets, value).is_err(), "{act} {tickets}");
            }
        }
    }

    #[test]
    fn a_word_that_means_none_is_read_as_none() {
        let tickets = vec![Ticket::from([1; 16])];
        let priority = None;
        let command = Command::SetPriority {
            tickets: tickets.clone(),
            priority,
        };
        assert_eq!(request("priority", 1, "suggested"), Ok(command));
        let command = Command::Assign {
            tickets,
            assignee: None,
        };
        assert_eq!(request("owner", 1, "nobody"), Ok(command));
        assert!(
            request("priority", 1, "p9")
                .unwrap_err()
                .contains("p1, p2, p3, p4")
        );
        assert_eq!(request("constate", 1, ""), Err("unknown".to_owned()));
    }
}
