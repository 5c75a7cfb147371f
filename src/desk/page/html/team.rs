//! The team as the page shows it: who belongs, what waits for a second word, what should not be.

use crate::page::html::queue::short;
use crate::remote::notices as notice;
use crate::remote::reseal as share;
use crate::session::error::DeskError;
use crate::session::unlocked::Desk;
use crate::text::messages::Words;
use maud::{Markup, html};

/// Everything of the team.
pub fn team(desk: &Desk, words: &Words) -> Result<Markup, DeskError> {
    let notices = notice::all(desk)?;
    let own = &desk.store.keys().id;
    Ok(html! {
        div.case data-team {
            h2 { (words.say("team-notices")) }
            @if notices.is_empty() { p { (words.say("team-notices-none")) } } @else {
                ul { @for notice in &notices { li.danger { (notice) } } }
                button type="button" data-act="dismiss" { (words.say("team-dismiss")) }
            }
            @if desk.book.proposals.all_open().next().is_some() {
                h2 { (words.say("team-proposals")) }
                ul { @for (_, proposal) in desk.book.proposals.all_open() {
                    li { button.link type="button" data-open=(proposal.case) { (short(proposal.case)) } " " (words.fill("case-proposed", &[("by", &proposal.by), ("act", &words.say(&format!("act-{}", proposal.act)))])) }
                } }
            }
            @for handler in share::asks(desk) { p.banner { (words.fill("team-asks", &[("handler", &handler)])) } }
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
            @if !desk.book.feeds.feeds.is_empty() {
                ul { @for feed in &desk.book.feeds.feeds { li { bdi { (feed.name) } " " span.hint { (feed.values.len()) " · " (feed.day) } } } }
            }
            form data-send="/indicators" {
                label { (words.say("list-file")) input type="file" name="list" required; }
                label { (words.say("list-name")) input name="name" autocomplete="off" required; }
                button type="submit" value="do" { (words.say("list-load")) }
                pre.result role="status" {}
            }
            @if let Some(roster) = desk.roster() {
                h2 { (words.fill("team-roster", &[("serial", &roster.serial.to_string()), ("day", &roster.not_after.to_string())])) }
                ul { @for handler in &roster.handlers { li { (handler.id) @if handler.id == *own { " (" (words.say("team-you")) ")" } } } }
            }
        }
    })
}
