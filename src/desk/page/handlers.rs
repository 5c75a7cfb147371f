//! Answers the requests of the local page.
//!
//! The page is for this handler's own browser alone: it listens on 127.0.0.1, and accepts the exact Host and no other origin. It
//! uses no cookies, because browsers do not separate those by port, but a token, which the browser gets from a file that only its
//! owner can read. Each answer is a part of the page. Changes go through the same commands as on the command line.

use crate::cases::query::Query;
use crate::display;
use crate::page::actions;
use crate::page::actions::ActionRequest;
use crate::page::filters;
use crate::page::html::{case, menu, queue, team};
use crate::page::state::HttpError;
use crate::page::state::Look;
use crate::page::state::on_the_network;
use crate::page::state::refused;
use crate::page::state::ticket;
use crate::remote::reply::board;
use crate::remote::reply::template;
use crate::session::error::SessionError;
use crate::text::sanitize::harmless;
use axum::Json;
use axum::extract::{Path as UrlPath, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::html;
use serde::{Deserialize, Serialize};
use sotto::ticket::Ticket;
use std::sync::atomic::Ordering;

/// A request for the queue: a search, and how many rows to show at most.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    query: String,
    limit: usize,
}

/// Returns the filters and the rows of the queue that match the search.
pub async fn show_queue(
    State(view): Look,
    Json(wanted): Json<Wanted>,
) -> Result<Response, HttpError> {
    view.at(|session| {
        let query = Query::parse(&wanted.query, &session.store.keys().id);
        let query = query.map_err(refused)?;
        let (index, messages, now) = (&session.cases, &view.messages, (view.clock)());
        let all = query.is_empty();
        let found = if all {
            display::queue::in_order(now, index.entries())
        } else {
            display::queue::in_order(now, query.find(index))
        };
        let limit = wanted.limit.max(queue::STEP);
        let mut rows = display::queue::rows(messages, now, found.get(..limit).unwrap_or(&found));
        if all {
            rows.extend(display::queue::unopened(index));
        }
        let filters = filters::all(session)?;
        let page = html! {
            div.filters { (queue::filters(messages, &filters, &wanted.query)) }
            (queue::queue(messages, &rows, limit, [found.len(), index.len()], &wanted.query))
        };
        Ok(Html(page.into_string()).into_response())
    })
}

/// Returns one case.
pub async fn show_case(
    State(view): Look,
    UrlPath(name): UrlPath<String>,
) -> Result<Html<String>, HttpError> {
    let ticket = ticket(&name)?;
    view.at(|session| {
        let page = case::case(session, &view.messages, ticket, (view.clock)())?;
        Ok(Html(page.into_string()))
    })
}

/// Marks a case as read. The page asks for this once the case has been on the screen for a while.
pub async fn read(State(view): Look, UrlPath(name): UrlPath<String>) -> Result<(), HttpError> {
    let ticket = ticket(&name)?;
    view.at(|session| {
        if session.entry(ticket)?.is_unread() {
            session.mark_read(ticket)?;
            view.changed();
        }
        Ok(())
    })
}

/// A request for a menu, with the cases that it is about; with none if it is about the desk.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    tickets: Vec<Ticket>,
}

/// Returns a menu, with the names of the cases that it is about.
pub async fn show_menu(
    State(view): Look,
    UrlPath(name): UrlPath<String>,
    Json(about): Json<About>,
) -> Result<Html<String>, HttpError> {
    let unknown = || HttpError(StatusCode::NOT_FOUND, "unknown".to_owned());
    match (name.as_str(), about.tickets.len()) {
        ("help" | "filter", _) => {}
        (_, 0) => return Err(refused(view.messages.text("desk-no-case"))),
        ("link", 2..) => return Err(refused(view.messages.text("desk-one-case"))),
        _ => {}
    }
    view.at(|session| {
        let menu = menu::menu(session, &view.messages, &name).ok_or_else(unknown)?;
        let about = menu::about(session, &view.messages, &about.tickets)?;
        Ok(Html(html! { (about) (menu) }.into_string()))
    })
}

/// Returns, in words, how many rows are selected.
pub async fn selected(State(view): Look, UrlPath(count): UrlPath<usize>) -> String {
    view.messages.count("desk-selected", count)
}

/// Returns the part of the page about the team.
pub async fn show_team(State(view): Look) -> Result<Html<String>, HttpError> {
    view.at(|session| Ok(Html(team::team(session, &view.messages)?.into_string())))
}

/// The state of the desk, which the page asks for every few seconds.
#[derive(Serialize)]
pub struct Status {
    revision: u64,
    pull: String,
    pulling: bool,
    /// How many alerts there are.
    alerts: usize,
}

/// Returns the state of the desk.
pub async fn status(State(view): Look) -> Result<Json<Status>, HttpError> {
    view.at(|session| {
        let (pull, pulling) = view.puller.words(session, &view.messages, (view.clock)())?;
        let revision = view.revision.load(Ordering::Relaxed);
        let alerts = view.alerts(session, revision)?;
        Ok(Json(Status {
            revision,
            pull,
            pulling,
            alerts,
        }))
    })
}

/// Carries out an action, and returns what was done, in words.
pub async fn do_act(
    State(view): Look,
    Json(request): Json<ActionRequest>,
) -> Result<String, HttpError> {
    view.at(|session| {
        let done = actions::act(session, &view.messages, &mut view.undo(), &request);
        view.changed();
        done.map_err(refused)
    })
}

/// A text that a handler writes to a reporter.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    text: String,
}

/// Stores the draft of a reply, and returns it as the reporter will see it.
pub async fn keep_draft(
    State(view): Look,
    UrlPath(name): UrlPath<String>,
    Json(written): Json<Written>,
) -> Result<String, HttpError> {
    let ticket = ticket(&name)?;
    view.at(|session| {
        let head = session.entry(ticket)?.head;
        let kept = session.store.keep_draft(head, &written.text);
        kept.map_err(SessionError::Store)?;
        Ok(harmless(written.text.trim()))
    })
}

/// Seals a reply and pins it to the board. Returns what was done, in words.
pub async fn reply_now(
    State(view): Look,
    UrlPath(name): UrlPath<String>,
    Json(written): Json<Written>,
) -> Result<String, HttpError> {
    let ticket = ticket(&name)?;
    if template::has_gap(&written.text) {
        return Err(refused(view.messages.text("case-reply-gaps")));
    }
    view.at(|_| Ok(()))?;
    let n = on_the_network(&view, move |view| {
        board::post(&view.session, ticket, &written.text, (view.clock)())
    })
    .await?;
    Ok(view.messages.format("done-reply", &[("n", n.to_string())]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    number: u32,
}

/// Takes a reply down from the board. Returns what was done, in words.
pub async fn take_down(
    State(view): Look,
    UrlPath(name): UrlPath<String>,
    Json(number): Json<Number>,
) -> Result<String, HttpError> {
    let ticket = ticket(&name)?;
    on_the_network(&view, move |view| {
        board::take_down(&view.session, ticket, number.number, (view.clock)())
    })
    .await?;
    let n = number.number.to_string();
    Ok(view.messages.format("done-take-down", &[("n", n)]))
}
