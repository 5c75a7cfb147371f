//! The menus that open on a key: which state, which assignee, which label.

use crate::model::change::{Outcome, Priority, State, Vetting};
use crate::model::label::THREATS;
use crate::page::html::queue;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::text::messages::DeskMessages;
use maud::{Markup, html};
use sotto::ticket::Ticket;

/// How many cases a menu names at most.
const NAMED: usize = 8;

/// Returns the names of the cases that a menu is about, and their number if there are several.
pub fn about(
    session: &Session,
    messages: &DeskMessages,
    tickets: &[Ticket],
) -> Result<Markup, SessionError> {
    let named = tickets.iter().take(NAMED);
    let named = named.map(|ticket| Ok(queue::name(&session.entry(*ticket)?)));
    let named: Vec<String> = named.collect::<Result<_, SessionError>>()?;
    Ok(html! {
        @if tickets.len() > 1 { p.about { (messages.count("desk-selected", tickets.len())) } }
        @for name in &named { p.about { bdi { (name) } } }
        @if tickets.len() > NAMED { p.about { "…" } }
    })
}

/// Returns the menu with this name; `None` if there is none.
pub fn menu(session: &Session, messages: &DeskMessages, name: &str) -> Option<Markup> {
    Some(match name {
        "state" => listed(
            messages,
            name,
            State::ALL.iter().map(|state| state.as_str()),
        ),
        "outcome" => listed(
            messages,
            name,
            Outcome::ALL.iter().map(|outcome| outcome.as_str()),
        ),
        "vetting" => listed(
            messages,
            name,
            Vetting::ALL.iter().map(|vetting| vetting.as_str()),
        ),
        "priority" => choices(messages, name, &priorities(messages)),
        "assign" => choices(messages, name, &assignees(session, messages)),
        "label" => label(session, messages),
        "link" => line(messages, "link", "do-link", "menu-link-hint"),
        "filter" => line(messages, "filter", "menu-filter", "menu-filter"),
        "help" => help(messages),
        _ => return None,
    })
}

/// Returns the menu of a list of words, each shown by its message.
fn listed(messages: &DeskMessages, of: &str, words: impl Iterator<Item = &'static str>) -> Markup {
    let named = words.map(|word| (word.to_owned(), messages.text(&format!("{of}-{word}"))));
    choices(messages, of, &named.collect::<Vec<_>>())
}

/// Returns the value and the label of each priority, and of the suggested one.
fn priorities(messages: &DeskMessages) -> Vec<(String, String)> {
    let named = Priority::ALL.iter().map(|priority| priority.as_str());
    let mut all: Vec<_> = named
        .map(|word| (word.to_owned(), word.to_uppercase()))
        .collect();
    let suggested = messages.text("menu-priority-suggested");
    all.push(("suggested".to_owned(), suggested));
    all
}

/// Returns the value and the label of each handler of the roster, this handler first, and of nobody.
fn assignees(session: &Session, messages: &DeskMessages) -> Vec<(String, String)> {
    let own = &session.store.keys().id;
    let you = format!("{own} ({})", messages.text("team-you"));
    let others = session.roster().map_or(&[][..], |roster| &roster.handlers);
    let others = others.iter().map(|handler| &handler.id);
    let mut all = vec![(own.clone(), you)];
    all.extend(
        others
            .filter(|id| *id != own)
            .map(|id| (id.clone(), id.clone())),
    );
    all.push(("nobody".to_owned(), messages.text("menu-owner-none")));
    all
}

/// Returns a menu of several choices, each with a digit that chooses it.
fn choices(messages: &DeskMessages, act: &str, all: &[(String, String)]) -> Markup {
    html! {
        h2 { (messages.text(&format!("do-{act}"))) }
        div.choices {
            @for (number, (value, shown)) in all.iter().enumerate() {
                button type="button" data-act=(act) data-value=(value) data-key=[(number < 9).then_some(number + 1)] {
                    @if number < 9 { kbd { (number + 1) } " " } (shown)
                }
            }
        }
    }
}

/// Returns the menu for a label, which proposes those of the lists and those in use.
fn label(session: &Session, messages: &DeskMessages) -> Markup {
    let threats = THREATS.iter().map(|word| format!("threat:{word}"));
    let mut campaigns: Vec<_> = session
        .cases
        .entries()
        .flat_map(|entry| &entry.case.labels)
        .filter(|label| label.of("campaign").is_some() || label.of("platform").is_some())
        .map(ToString::to_string)
        .collect();
    campaigns.sort_unstable();
    campaigns.dedup();
    html! {
        h2 { (messages.text("do-label")) }
        form data-act="label" {
            input name="value" list="labels" autocomplete="off" spellcheck="false" required aria-label=(messages.text("do-label"));
            datalist id="labels" { @for label in threats.chain(campaigns) { option value=(label) {} } option value="campaign:" {} option value="platform:" {} option value="tlp:amber+strict" {} option value="pap:amber" {} }
            button type="submit" { (messages.text("menu-save")) }
        }
    }
}

/// Returns a menu with one field to type in.
fn line(messages: &DeskMessages, act: &str, heading: &str, hint: &str) -> Markup {
    html! {
        h2 { (messages.text(heading)) }
        form data-act=(act) {
            input name="value" autocomplete="off" spellcheck="false" required aria-label=(messages.text(hint)) placeholder=(messages.text(hint));
            button type="submit" { (messages.text("menu-save")) }
        }
    }
}

/// Returns the list of keys.
fn help(messages: &DeskMessages) -> Markup {
    let keys = [
        ("j k", "help-move"),
        ("Enter", "help-open"),
        ("x", "help-select"),
        ("a", "help-assign"),
        ("s", "help-state"),
        ("o", "help-outcome"),
        ("p", "help-priority"),
        ("l", "help-label"),
        ("n", "help-note"),
        ("r", "help-reply"),
        ("m", "help-link"),
        ("/", "help-search"),
        ("u", "help-undo"),
        ("?", "help-help"),
        ("Esc", "help-close"),
    ];
    html! {
        h2 { (messages.text("help-heading")) }
        dl.keys { @for (key, id) in keys { dt { kbd { (key) } } dd { (messages.text(id)) } } }
    }
}
