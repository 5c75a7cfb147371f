//! The small questions that keys ask: which state, whose, which label. One form each.

use crate::model::change::{Outcome, Priority, State, Vetting};
use crate::model::label::THREATS;
use crate::page::html::queue;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::text::messages::Words;
use maud::{Markup, html};
use sotto::ticket::Ticket;

/// So many cases are named in a menu; of more their number says enough.
const NAMED: usize = 8;

/// Returns the names of the cases that a menu is about, and how many they are where it is several.
pub fn about(session: &Session, words: &Words, tickets: &[Ticket]) -> Result<Markup, SessionError> {
    let named = tickets.iter().take(NAMED);
    let named = named.map(|ticket| Ok(queue::name(&session.entry(*ticket)?)));
    let named: Vec<String> = named.collect::<Result<_, SessionError>>()?;
    Ok(html! {
        @if tickets.len() > 1 { p.about { (words.fill("desk-selected", &[("count", &tickets.len().to_string())])) } }
        @for name in &named { p.about { bdi { (name) } } }
        @if tickets.len() > NAMED { p.about { "…" } }
    })
}

/// The menu of this name; nothing, if there is none.
pub fn menu(session: &Session, words: &Words, name: &str) -> Option<Markup> {
    let listed = |of: &str, all: Vec<&str>| {
        all.into_iter()
            .map(|word| (word.to_owned(), words.say(&format!("{of}-{word}"))))
            .collect::<Vec<_>>()
    };
    Some(match name {
        "state" => choices(
            words,
            "state",
            &listed(
                "state",
                State::ALL.iter().map(|state| state.word()).collect(),
            ),
        ),
        "outcome" => choices(
            words,
            "outcome",
            &listed(
                "outcome",
                Outcome::ALL.iter().map(|outcome| outcome.word()).collect(),
            ),
        ),
        "vetting" => choices(
            words,
            "vetting",
            &listed(
                "vetting",
                Vetting::ALL.iter().map(|vetting| vetting.word()).collect(),
            ),
        ),
        "priority" => {
            let mut all: Vec<_> = Priority::ALL
                .iter()
                .map(|priority| (priority.word().to_owned(), priority.word().to_uppercase()))
                .collect();
            all.push(("suggested".to_owned(), words.say("menu-priority-suggested")));
            choices(words, "priority", &all)
        }
        "owner" => {
            let own = &session.store.keys().id;
            let mut all = vec![(own.clone(), format!("{own} ({})", words.say("team-you")))];
            let others = session.roster().map_or(&[][..], |roster| &roster.handlers);
            all.extend(
                others
                    .iter()
                    .filter(|handler| handler.id != *own)
                    .map(|handler| (handler.id.clone(), handler.id.clone())),
            );
            all.push(("nobody".to_owned(), words.say("menu-owner-none")));
            choices(words, "owner", &all)
        }
        "label" => label(session, words),
        "link" => line(words, "link", "menu-link", "menu-link-hint"),
        "filter" => line(words, "filter", "menu-filter", "menu-filter"),
        "help" => help(words),
        _ => return None,
    })
}

/// One of several, each with a digit that chooses it.
fn choices(words: &Words, act: &str, all: &[(String, String)]) -> Markup {
    html! {
        h2 { (words.say(&format!("menu-{act}"))) }
        div.choices {
            @for (number, (value, shown)) in all.iter().enumerate() {
                button type="button" data-act=(act) data-value=(value) data-key=[(number < 9).then_some(number + 1)] {
                    @if number < 9 { kbd { (number + 1) } " " } (shown)
                }
            }
        }
    }
}

/// Labels of the lists, and of campaigns that there are.
fn label(session: &Session, words: &Words) -> Markup {
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
        h2 { (words.say("menu-label")) }
        form data-act="label" {
            input name="value" list="labels" autocomplete="off" spellcheck="false" required aria-label=(words.say("menu-label"));
            datalist id="labels" { @for label in threats.chain(campaigns) { option value=(label) {} } option value="campaign:" {} option value="platform:" {} option value="tlp:amber+strict" {} option value="pap:amber" {} }
            button type="submit" { (words.say("menu-save")) }
        }
    }
}

fn line(words: &Words, act: &str, heading: &str, hint: &str) -> Markup {
    html! {
        h2 { (words.say(heading)) }
        form data-act=(act) {
            input name="value" autocomplete="off" spellcheck="false" required aria-label=(words.say(hint)) placeholder=(words.say(hint));
            button type="submit" { (words.say("menu-save")) }
        }
    }
}

fn help(words: &Words) -> Markup {
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
        h2 { (words.say("help-heading")) }
        dl.keys { @for (key, id) in keys { dt { kbd { (key) } } dd { (words.say(id)) } } }
    }
}
