//! Carries out the actions that the page asks for, and undoes them.

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

/// A request from the page: an action, the cases that it is about, and a value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionRequest {
    pub act: String,
    #[serde(default)]
    pub tickets: Vec<Ticket>,
    #[serde(default)]
    pub value: String,
    /// For the action `code`: a word of each list.
    #[serde(default)]
    pub code: BTreeMap<String, String>,
    /// For the action `filter`: the present search.
    #[serde(default)]
    pub query: String,
}

/// An action that was done, in words, and the changes that undo it.
pub struct Undo {
    pub words: String,
    pub back: Vec<(Ticket, Change)>,
}

/// How many actions can be undone.
const REMEMBERED: usize = 50;

/// Carries out the action, or undoes the last one. Returns what was done, in words.
///
/// # Errors
/// A message for the handler, that says why nothing was done.
pub fn act(
    session: &mut Session,
    messages: &DeskMessages,
    undo: &mut Vec<Undo>,
    request: &ActionRequest,
) -> Result<String, String> {
    if request.act == "undo" {
        return take_back(session, messages, undo).map_err(|error| error.to_string());
    }
    // The name is looked up first: a case that is purged has none afterwards.
    let name = match request.tickets.as_slice() {
        [one] => session.entry(*one).ok().map(|entry| queue::name(&entry)),
        _ => None,
    };
    let (mut what, made) = perform(session, messages, request)?;
    if let Some(name) = name {
        what = format!("{what} ({name})");
    }
    remember(undo, &what, &made);
    Ok(match request.tickets.len() {
        0 | 1 => messages.format("desk-done", &[("what", what)]),
        count => messages.count_with("desk-done-many", count, &[("what", what)]),
    })
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

/// Undoes the last action. Returns what was undone, in words.
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

/// Carries out the action. Returns the changes to cases.
fn perform(
    session: &mut Session,
    messages: &DeskMessages,
    request: &ActionRequest,
) -> Result<(String, Vec<(Ticket, Change)>), String> {
    let (value, query) = (request.value.as_str(), request.query.as_str());
    let (what, done) = match request.act.as_str() {
        "filter" => {
            let what = messages.format("desk-filter-saved", &[("name", value)]);
            (what, filters::keep(session, value, query))
        }
        "unfilter" => {
            let what = messages.text("desk-filter-removed");
            (what, filters::remove(session, value))
        }
        "dismiss" => (messages.text("done-dismiss"), alerts::dismiss(session)),
        _ => {
            let command = command(messages, request)?;
            let what = command.done(messages);
            let made = command.apply(session);
            return Ok((what, made.map_err(|error| error.to_string())?));
        }
    };
    done.map_err(|error| error.to_string())?;
    Ok((what, Vec::new()))
}

/// Reads what the page asks to be done to cases.
pub fn command(messages: &DeskMessages, request: &ActionRequest) -> Result<Command, String> {
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
        "assign" => Command::Assign {
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

/// Parses an action on exactly one case.
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

/// Parses a word of a list; the error lists the words.
fn word<T: std::str::FromStr<Err: ToString>>(value: &str) -> Result<T, String> {
    value.parse().map_err(|error: T::Err| error.to_string())
}

/// Returns the code with these words, each of which must be in its list.
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
        assert_eq!(request("assign", 1, "nobody"), Ok(command));
        assert!(
            request("priority", 1, "p9")
                .unwrap_err()
                .contains("p1, p2, p3, p4")
        );
        assert_eq!(request("constate", 1, ""), Err("unknown".to_owned()));
    }
}
