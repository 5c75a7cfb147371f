//! The replies to a reporter, and the form for a new one, as the page shows them.

use crate::cases::entry::CaseView;
use crate::display::report::Shown;
use crate::model::case::Reply;
use crate::page::html::evidence::text;
use crate::remote::reply::address::Address;
use crate::remote::reply::template::{self, Template};
use crate::session::unlocked::Session;
use crate::store::StoreError;
use crate::text::messages::DeskMessages;
use crate::text::sanitize::{harmless, harmless_name};
use maud::{Markup, html};

/// Returns the replies of a case, and the form for another one where its reporter can be answered.
///
/// # Errors
///
/// A [`StoreError`] where the templates cannot be read.
pub fn replies(
    session: &Session,
    messages: &DeskMessages,
    entry: &CaseView,
    shown: &Shown,
    draft: &str,
) -> Result<Markup, StoreError> {
    let language = entry.language().unwrap_or("en");
    let templates = offered(template::all(&session.store)?, language);
    let can_be_answered = entry
        .records()
        .next()
        .is_some_and(|(_, record)| Address::of(&record.content).is_ok());
    Ok(html! {
        section {
            h2 { (messages.text("case-replies")) }
            @for (n, reply) in &shown.replies { (one(messages, *n, reply)) }
            @if can_be_answered {
                (form(session, messages, language, &templates, draft))
            } @else { p.hint { (messages.text("case-reply-none")) } }
        }
    })
}

/// Returns the templates in the reporter's language; where there is none, those in English.
fn offered(templates: Vec<Template>, language: &str) -> Vec<Template> {
    let has_any = templates
        .iter()
        .any(|template| template.language == language);
    let language = if has_any { language } else { "en" };
    templates
        .into_iter()
        .filter(|template| template.language == language)
        .collect()
}

/// Returns one reply: its number, who wrote it and when, and whether reporters can still read it.
fn one(messages: &DeskMessages, number: u32, reply: &Reply) -> Markup {
    html! {
        div.reply {
            p.hint { "#" (number) " · " (reply.handler) " · " (reply.day) " · " (messages.text(if reply.taken_down { "case-reply-down" } else { "case-reply-on-board" })) " "
                @if !reply.taken_down { button.quiet type="button" data-take-down=(number) { (messages.text("do-take-down")) } } }
            (text(&harmless(&reply.text)))
        }
    }
}

/// Returns the form for a new reply: written first, then looked at, then posted.
fn form(
    session: &Session,
    messages: &DeskMessages,
    language: &str,
    templates: &[Template],
    draft: &str,
) -> Markup {
    let organisation = session
        .roster()
        .map_or("", |roster| roster.organisation.as_str());
    html! {
        form #reply {
            label for="reply-text" { (messages.text("do-reply")) }
            p.hint { (messages.text("case-reply-hint")) " " (messages.format("case-reply-language", &[("language", harmless_name(language))])) }
            div.line { span.hint { (messages.text("case-reply-template")) ":" } @for template in templates {
                button.quiet type="button" data-template=(template::filled(template, organisation)) { (template.name) }
            } }
            textarea #reply-text name="text" dir="auto" spellcheck="false" autocomplete="off" rows="6" { (draft) }
            div #preview hidden { h3 { (messages.text("case-reply-as")) } div.text {} }
            p #gaps.danger hidden { (messages.text("case-reply-gaps")) }
            button type="button" #reply-preview { (messages.text("case-reply-preview")) } " "
            button type="button" #reply-edit hidden { (messages.text("case-reply-edit")) } " "
            button type="submit" #reply-post hidden { (messages.text("case-reply-post")) }
        }
    }
}
