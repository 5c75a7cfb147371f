//! A case as the page shows it: its content as text, its history, and its controls.

use crate::cases::entry::CaseView;
use crate::display::report;
use crate::display::report::Shown;
use crate::model::change::{Act, State};
use crate::model::retention;
use crate::page::html::evidence::{content, indicators, text};
use crate::page::html::queue::{clock_of, priority, short, state};
use crate::page::html::replies::replies;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::text::messages::DeskMessages;
use crate::text::sanitize::harmless;
use crate::triage::suggest_code;
use maud::{Markup, html};
use sotto::code::{Dimension, country};
use sotto::ticket::Ticket;

/// Returns the whole case. `now` is in seconds since the Unix epoch.
pub fn case(
    session: &Session,
    messages: &DeskMessages,
    ticket: Ticket,
    now: u64,
) -> Result<Markup, SessionError> {
    let shown = report::report(session, messages, ticket, false)?;
    let entry = session.entry(ticket)?;
    let draft = session
        .store
        .draft(entry.head)
        .map_err(SessionError::Store)?;
    let draft = draft.map_or_else(String::new, |draft| {
        String::from_utf8_lossy(draft.expose()).into_owned()
    });
    Ok(html! {
        div.case data-ticket=(entry.head) {
            (facts(messages, &entry, &shown, now))
            (proposals(session, messages, &entry))
            (content(messages, &shown))
            @for later in &shown.followed { (content(messages, later)) }
            (indicators(messages, &shown))
            (replies(session, messages, &entry, &shown, &draft).map_err(SessionError::Store)?)
            (notes(messages, &shown))
            @if entry.case.state == State::Closed { (code(messages, &entry)) }
            (giving(messages, entry.head))
            (timeline(messages, &shown))
        }
    })
}

fn facts(messages: &DeskMessages, entry: &CaseView, shown: &Shown, now: u64) -> Markup {
    let (soon, reasons) = entry.priority();
    let clock = entry.clock(soon, now);
    let outcome = shown.outcome.unwrap_or("none");
    html! {
        header.facts {
            p.mono { (shown.ticket) }
            div.line {
                button type="button" data-menu="priority" { (priority(messages, soon.as_str(), entry.case.priority.is_some(), &reasons)) }
                button type="button" data-menu="state" { (state(messages, shown.state)) }
                button type="button" data-menu="assign" { (messages.text("do-assign")) ": " @if let Some(owner) = &shown.owner { (owner) } @else { (messages.text("case-owner-none")) } }
                button type="button" data-menu="outcome" { (messages.text(&format!("outcome-{outcome}"))) }
                button type="button" data-menu="vetting" { (messages.text(&format!("vetting-{}", shown.vetting))) }
                @if let Some((clock, waited)) = clock { (clock_of(messages, clock, waited, &shown.pulled)) }
                @if let Some(language) = &shown.language { span { (language) } }
            }
            @let given: Vec<_> = reasons.iter().map(|reason| crate::page::html::queue::reason(messages, *reason)).collect();
            p.hint { (messages.format(if entry.case.priority.is_some() { "priority-decided" } else { "priority-suggested" }, &[("reasons", given.join(", "))])) }
            div.line {
                span.hint { (messages.text("case-labels")) ":" }
                @for label in &shown.labels { button.label type="button" data-act="unlabel" data-value=(label) title=(messages.text("do-unlabel")) { (label) " ×" } }
                button.quiet type="button" data-menu="label" { "+ " (messages.text("do-label")) }
                @if !shown.links.is_empty() { span.hint { (messages.text("case-links")) ":" } }
                @for other in &shown.links { button.link type="button" data-open=(other) { (short(*other)) } button.quiet type="button" data-act="unlink" data-value=(other) title=(messages.text("do-unlink")) aria-label={ (messages.text("do-unlink")) " " (short(*other)) } { "×" } }
                button.quiet type="button" data-menu="link" { "+ " (messages.text("do-link")) }
            }
            @if entry.answer("danger") == Some("yes") { p.banner { "▲ " (messages.text("case-danger")) } }
            @if entry.is_withdrawn() { p.banner { (messages.text("case-withdrawn")) } }
        }
    }
}

fn proposals(session: &Session, messages: &DeskMessages, entry: &CaseView) -> Markup {
    let open: Vec<_> = Act::ALL
        .iter()
        .filter_map(|act| session.cases.proposals.open(*act, entry.head))
        .collect();
    let own = &session.store.keys().id;
    html! {
        @if !open.is_empty() {
            section.banner aria-label=(messages.text("case-proposals")) {
                @for (_, proposal) in &open {
                    @let what = messages.text(&format!("act-{}", proposal.act));
                    p { (messages.format("case-proposed", &[("by", proposal.by.as_str()), ("act", what.as_str())])) }
                    @if proposal.by != *own { button type="button" data-act="agree" data-value=(proposal.act) { (messages.text("do-agree")) } " " }
                    button.quiet type="button" data-act="refuse" data-value=(proposal.act) { (messages.text("do-refuse")) }
                }
            }
        }
        @if retention::is_due(entry.case, session.today) { p.banner { (messages.text("case-due")) } }
    }
}

fn notes(messages: &DeskMessages, shown: &Shown) -> Markup {
    html! {
        section {
            h2 { (messages.text("case-notes")) }
            @for note in &shown.notes { div.note { p.hint { (note.handler) " · " (note.day) } (text(&harmless(&note.text))) } }
            form data-act="note" {
                label for="note-text" { (messages.text("do-note")) }
                textarea #note-text name="value" dir="auto" spellcheck="false" autocomplete="off" rows="3" {}
                button type="submit" { (messages.text("case-note-save")) }
            }
            p { @for act in Act::ALL {
                @let what = messages.text(&format!("act-{act}"));
                button.quiet type="button" data-act="propose" data-value=(act) { (messages.format("do-propose", &[("act", what)])) } " "
            } }
        }
    }
}

/// Returns the number, the word and the name of each word of a list. Countries are sorted by name.
fn options(side: Dimension) -> Vec<(usize, &'static str, String)> {
    let names = country::names("en");
    let words = side.words().into_iter().enumerate();
    let mut options: Vec<_> = words
        .map(
            |(place, word)| match names.get(word).filter(|_| side == Dimension::Country) {
                Some(name) => (place, word, format!("{name} ({word})")),
                None => (place, word, word.to_owned()),
            },
        )
        .collect();
    if side == Dimension::Country {
        // `unknown` comes first.
        options.sort_by_key(|(_, word, name)| (word.len() == 2, name.clone()));
    }
    options
}

fn code(messages: &DeskMessages, entry: &CaseView) -> Markup {
    let code = entry
        .case
        .code
        .unwrap_or_else(|| suggest_code::propose(entry));
    let may = entry
        .records()
        .next()
        .is_some_and(|(_, record)| record.content.may_be_counted());
    html! {
        section {
            h2 { (messages.text("case-code")) }
            p.hint { (messages.text("case-code-hint")) }
            @if !may { p.hint { (messages.text("case-code-not-allowed")) } }
            form.code data-act="code" {
                @for side in Dimension::ALL {
                    label { (side.as_str()) " "
                        select name=(side.as_str()) {
                            @for (place, word, name) in options(*side) { option value=(word) selected[place == side.index(&code)] { (name) } }
                        }
                    }
                }
                button type="submit" { (messages.text("do-code")) }
            }
        }
    }
}

/// Returns the controls that hand the case over: a preview first, then the sealed file.
fn giving(messages: &DeskMessages, head: Ticket) -> Markup {
    html! {
        details {
            summary { (messages.text("do-hand-over")) }
            p.hint { (messages.text("give-hint")) }
            form data-send={ "/hand-over/" (head) } {
                label { (messages.text("give-to")) input name="to" autocomplete="off" spellcheck="false" required; }
                label { (messages.text("give-key")) input name="key" autocomplete="off" spellcheck="false" required placeholder="age1pq1…"; }
                fieldset { legend { (messages.text("give-parts")) }
                    @for part in ["indicators", "facts", "narrative", "files"] {
                        label.check { input type="checkbox" name="parts" value=(part); (messages.text(&format!("give-{part}"))) }
                    }
                }
                button type="submit" value="dry" { (messages.text("give-look")) } " "
                button.quiet type="submit" value="do" { (messages.text("give-seal")) }
                pre.result role="status" dir="auto" {}
            }
        }
    }
}

fn timeline(messages: &DeskMessages, shown: &Shown) -> Markup {
    html! {
        section {
            h2 { (messages.text("case-timeline")) }
            ol.timeline {
                li { span.hint { (shown.pulled) } " " (messages.text("case-came")) }
                @for line in &shown.timeline {
                    li { span.hint { (line.day) " " (line.handler) } " " bdi { (harmless(&line.what)) }
                        @if let Some(unseen) = &line.unseen { " " span.danger { "⚠ " (messages.format("case-unseen", &[("value", unseen.as_str())])) } } }
                }
            }
        }
    }
}
