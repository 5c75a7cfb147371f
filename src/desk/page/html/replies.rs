//! The replies to a reporter, and the form for a new one, as the page shows them.

use crate::cases::entry::CaseView;
use crate::display::report::Shown;
use crate::page::html::evidence::text;
use crate::remote::reply::address::Address;
use crate::remote::reply::template;
use crate::session::unlocked::Session;
use crate::store::StoreError;
use crate::text::messages::DeskMessages;
use crate::text::sanitize::harmless;
use maud::{Markup, html};

/// Returns the replies of a case, and the form for another one where its reporter can be answered.
pub fn replies(
    session: &Session,
    messages: &DeskMessages,
    entry: &CaseView,
    shown: &Shown,
    draft: &str,
) -> Result<Markup, StoreError> {
    let organisation = session
        .roster()
        .map_or("", |roster| roster.organisation.as_str());
    let address = entry
        .records()
        .next()
        .is_some_and(|(_, record)| Address::of(&record.content).is_ok());
    let language = entry.language().unwrap_or("en");
    let templates = template::all(&session.store)?;
    let of_language: Vec<_> = templates
        .iter()
        .filter(|template| template.language == language)
        .collect();
    let offered = if of_language.is_empty() {
        templates
            .iter()
            .filter(|template| template.language == "en")
            .collect()
    } else {
        of_language
    };
    Ok(html! {
        section {
            h2 { (messages.text("case-replies")) }
            @for (n, reply) in &shown.replies {
                div.reply {
                    p.hint { "#" (n) " · " (reply.handler) " · " (reply.day) " · " (messages.text(if reply.taken_down { "case-reply-down" } else { "case-reply-on-board" })) " "
                        @if !reply.taken_down { button.quiet type="button" data-take-down=(n) { (messages.text("case-reply-take-down")) } } }
                    (text(&harmless(&reply.text)))
                }
            }
            @if address {
                form #reply {
                    label for="reply-text" { (messages.text("case-reply")) }
                    p.hint { (messages.text("case-reply-hint")) " " (messages.format("case-reply-language", &[("language", crate::text::sanitize::harmless_name(language))])) }
                    div.line { span.hint { (messages.text("case-reply-template")) ":" } @for template in offered {
                        button.quiet type="button" data-template=(template::filled(template, organisation)) { (template.name) }
                    } }
                    textarea #reply-text name="text" dir="auto" spellcheck="false" autocomplete="off" rows="6" { (draft) }
                    div #preview hidden { h3 { (messages.text("case-reply-as")) } div.text {} }
                    p #gaps.danger hidden { (messages.text("case-reply-gaps")) }
                    button type="button" #reply-preview { (messages.text("case-reply-preview")) } " "
                    button type="button" #reply-edit hidden { (messages.text("case-reply-edit")) } " "
                    button type="submit" #reply-post hidden { (messages.text("case-reply-post")) }
                }
            } @else { p.hint { (messages.text("case-reply-none")) } }
        }
    })
}
