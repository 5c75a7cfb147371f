//! The team as the page shows it: alerts, handlers, and the proposals that wait for a second handler.

use crate::page::html::queue::short;
use crate::remote::alerts;
use crate::remote::reseal;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::text::messages::DeskMessages;
use maud::{Markup, html};

/// Returns the whole part of the page about the team.
pub fn team(session: &Session, messages: &DeskMessages) -> Result<Markup, SessionError> {
    let alerts = alerts::all(session)?;
    Ok(html! {
        div.case data-team {
            h2 { (messages.text("team-notices")) }
            @if alerts.is_empty() { p { (messages.text("team-notices-none")) } } @else {
                ul { @for alert in &alerts { li.danger { (alert) } } }
                button type="button" data-act="dismiss" { (messages.text("do-dismiss")) }
            }
            (proposals(session, messages))
            @for handler in reseal::asks(session) { p.banner { (messages.format("team-asks", &[("handler", handler.as_str())])) } }
            (counts(messages))
            (lists(session, messages))
            (roster(session, messages))
        }
    })
}

/// Returns the acts that wait for a second handler, if there are any.
fn proposals(session: &Session, messages: &DeskMessages) -> Markup {
    html! {
        @if session.cases.proposals.all_open().next().is_some() {
            h2 { (messages.text("team-proposals")) }
            ul { @for (_, proposal) in session.cases.proposals.all_open() {
                li { button.link type="button" data-open=(proposal.case) { (short(proposal.case)) } " " (messages.format("case-proposed", &[("by", proposal.by.clone()), ("act", messages.text(&format!("act-{}", proposal.act)))])) }
            } }
        }
    }
}

/// Returns the form that gives counts to the statistics: looked at first, then sealed.
fn counts(messages: &DeskMessages) -> Markup {
    html! {
        h2 { (messages.text("counts-heading")) }
        p.hint { (messages.text("counts-hint")) }
        form data-send="/contribute" {
            label { (messages.text("counts-plan")) input type="file" name="plan" required; }
            details {
                summary { (messages.text("counts-changed")) }
                p.hint { (messages.text("counts-changed-hint")) }
                label { (messages.text("counts-replaced")) input type="file" name="replaced"; }
            }
            button type="submit" value="dry" { (messages.text("counts-look")) } " "
            button.quiet type="submit" value="do" { (messages.text("do-contribute")) }
            pre.result role="status" {}
        }
    }
}

/// Returns the lists of indicators that are loaded, and the form that loads another.
fn lists(session: &Session, messages: &DeskMessages) -> Markup {
    html! {
        h2 { (messages.text("list-heading")) }
        @if !session.cases.lists.lists.is_empty() {
            ul { @for list in &session.cases.lists.lists { li { bdi { (list.name) } " " span.hint { (list.values.len()) " · " (list.day) } } } }
        }
        form data-send="/indicators" {
            label { (messages.text("list-file")) input type="file" name="list" required; }
            label { (messages.text("list-name")) input name="name" autocomplete="off" required; }
            button type="submit" value="do" { (messages.text("do-load")) }
            pre.result role="status" {}
        }
    }
}

/// Returns who belongs to the team, if this desk has seen a roster.
fn roster(session: &Session, messages: &DeskMessages) -> Markup {
    let (own, away) = (&session.store.keys().id, session.away());
    html! {
        @if let Some(roster) = session.roster() {
            h2 { (messages.format("team-roster", &[("serial", roster.serial.to_string()), ("day", roster.not_after.to_string())])) }
            ul { @for handler in &roster.handlers { li { (handler.id) @if handler.id == *own { " (" (messages.text("team-you")) ")" } @if away.contains(&handler.id.as_str()) { " (" (messages.text("team-away")) ")" } } } }
        }
    }
}
