//! The team as the page shows it: who belongs, what waits for a second word, what should not be.

use crate::page::html::queue::short;
use crate::remote::alerts;
use crate::remote::reseal;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::text::messages::Words;
use maud::{Markup, html};

/// Everything of the team.
pub fn team(session: &Session, words: &Words) -> Result<Markup, SessionError> {
    let alerts = alerts::all(session)?;
    let own = &session.store.keys().id;
    Ok(html! {
        div.case data-team {
            h2 { (words.say("team-notices")) }
            @if alerts.is_empty() { p { (words.say("team-notices-none")) } } @else {
                ul { @for alert in &alerts { li.danger { (alert) } } }
                button type="button" data-act="dismiss" { (words.say("team-dismiss")) }
            }
            @if session.cases.proposals.all_open().next().is_some() {
                h2 { (words.say("team-proposals")) }
                ul { @for (_, proposal) in session.cases.proposals.all_open() {
                    li { button.link type="button" data-open=(proposal.case) { (short(proposal.case)) } " " (words.fill("case-proposed", &[("by", &proposal.by), ("act", &words.say(&format!("act-{}", proposal.act)))])) }
                } }
            }
            @for handler in reseal::asks(session) { p.banner { (words.fill("team-asks", &[("handler", &handler)])) } }
            h2 { (words.say("counts-heading")) }
            p.hint { (words.say("counts-hint")) }
            form data-send="/contribute" {
                label { (words.say("counts-plan")) input type="file" name="plan" required; }
                details {
                    summary { (words.say("counts-changed")) }
                    p.hint { (words.say("counts-changed-hint")) }
                    label { (words.say("counts-replaced")) input type="file" name="replaced"; }
                }
                button type="submit" value="dry" { (words.say("counts-look")) } " "
                button.quiet type="submit" value="do" { (words.say("counts-seal")) }
                pre.result role="status" {}
            }
            h2 { (words.say("list-heading")) }
            @if !session.cases.lists.lists.is_empty() {
                ul { @for feed in &session.cases.lists.lists { li { bdi { (feed.name) } " " span.hint { (feed.values.len()) " · " (feed.day) } } } }
            }
            form data-send="/indicators" {
                label { (words.say("list-file")) input type="file" name="list" required; }
                label { (words.say("list-name")) input name="name" autocomplete="off" required; }
                button type="submit" value="do" { (words.say("list-load")) }
                pre.result role="status" {}
            }
            @if let Some(roster) = session.roster() {
                h2 { (words.fill("team-roster", &[("serial", &roster.serial.to_string()), ("day", &roster.not_after.to_string())])) }
                ul { @for handler in &roster.handlers { li { (handler.id) @if handler.id == *own { " (" (words.say("team-you")) ")" } } } }
            }
        }
    })
}
