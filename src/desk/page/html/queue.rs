//! The queue as the page shows it: what a case is about, how urgent it is and why, in two lines each.

use crate::cases::entry::CaseView;
use crate::display::queue::Row;
use crate::model::priority::{Clock, Reason};
use crate::text::messages::Words;
use crate::text::sanitize::unclickable;
use maud::{Markup, html};
use sotto::ticket::Ticket;

/// The first so many rows are sent; nobody looks at ten thousand.
pub const STEP: usize = 200;

/// A name under which a search is kept.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub struct Filter {
    pub name: String,
    pub query: String,
}

/// The rows, most urgent first, with how many cases were found and how many there are.
pub fn queue(
    words: &Words,
    rows: &[Row],
    limit: usize,
    [found, count]: [usize; 2],
    query: &str,
) -> Markup {
    html! {
        p.count role="status" {
            (words.fill("desk-queue-count", &[("shown", &found.to_string()), ("count", &count.to_string())]))
        }
        @if rows.is_empty() {
            p.hint { (words.say(if query.is_empty() { "desk-queue-none" } else { "desk-queue-empty" })) }
        }
        ul #rows role="listbox" aria-label=(words.say("desk-queue")) aria-multiselectable="true" {
            @for row in rows { (line(words, row)) }
        }
        @if found > limit {
            button.more type="button" data-more=(limit + STEP) { (words.say("desk-queue-more")) }
        }
    }
}

fn line(words: &Words, row: &Row) -> Markup {
    let unopened = row.state == "does not open";
    let number = |id: &str, count: usize| words.fill(id, &[("count", &count.to_string())]);
    let files = if row.complete {
        "row-files"
    } else {
        "row-files-missing"
    };
    html! {
        li role="option" aria-selected="false" tabindex="-1" data-ticket=(row.ticket) data-unread=[row.unread.then_some("")] {
            div.first {
                (priority(words, row.priority, row.decided, &row.reasons))
                @if row.danger { span.danger { "▲ " (words.say("row-danger")) } }
                span.opening dir="auto" { @if row.opening.is_empty() { (row.ticket) } @else { (row.opening) } }
            }
            @if unopened {
                div.line { span.danger { (words.say("state-unopened")) } span { (words.say("row-unopened")) } }
            } @else {
                div.line {
                    (state(words, row.state))
                    @if row.withdrawn { span.danger { (words.say("row-withdrawn")) } }
                    @if row.news { span.strong { "↩ " (words.say("row-news")) } } @else if row.unread { span.strong { "● " (words.say("row-unread")) } }
                    @if let Some(clock) = row.clock { (clock_of(words, clock, row.waited, &row.pulled)) } @else { span { (row.pulled) } }
                    span { @if let Some(owner) = &row.owner { "@" (owner) } @else { (words.say("row-owner-none")) } }
                    @if let Some(language) = &row.language { span { (language) } }
                    @if row.attachments > 0 { span { (number(files, row.attachments)) } }
                    @if row.hits > 0 { span.danger { "◉ " (number("row-hits", row.hits)) } }
                    @if row.burst { span { (words.say("row-burst")) } }
                    @for label in &row.labels { span.label { (label) } }
                }
            }
        }
    }
}

/// A sign, a word, and why: to be told apart without colour.
pub fn priority(words: &Words, priority: &str, decided: bool, reasons: &[Reason]) -> Markup {
    let sign = match priority {
        "p1" => "▲",
        "p2" => "◆",
        "p3" => "●",
        _ => "○",
    };
    let given: Vec<_> = reasons.iter().map(|given| reason(words, *given)).collect();
    let id = if decided {
        "priority-decided"
    } else {
        "priority-suggested"
    };
    let why = words.fill(id, &[("reasons", &given.join(", "))]);
    html! { span class={ "priority " (priority) } title=(why) { (sign) " " (priority.to_uppercase()) @if decided { "!" } } }
}

/// Why, in words.
pub fn reason(words: &Words, reason: Reason) -> String {
    words.say(match reason {
        Reason::Danger => "reason-danger",
        Reason::MaybeDanger => "reason-maybe-danger",
        Reason::Notification => "reason-notification",
        Reason::Indicator => "reason-indicator",
        Reason::Interaction => "reason-interaction",
        Reason::Seizure => "reason-seizure",
        Reason::Campaign => "reason-campaign",
        Reason::Advice => "reason-advice",
        Reason::Default => "reason-default",
    })
}

/// How far a case has come, in words.
pub fn state(words: &Words, state: &str) -> Markup {
    html! { span class={ "state " (state) } { (words.say(&format!("state-{state}"))) } }
}

/// How its clock stands: since when, or since which day where no more is known.
pub fn clock_of(words: &Words, clock: Clock, waited: Option<u64>, day: &str) -> Markup {
    let (id, class) = match clock {
        Clock::Late => ("clock-late", "danger"),
        Clock::VerySoon => ("clock-very-soon", "danger"),
        Clock::Soon => ("clock-soon", "strong"),
        Clock::Running => ("clock-running", ""),
    };
    let since = match waited {
        None => day.to_owned(),
        Some(minutes @ 0..120) => format!("{minutes} min"),
        Some(minutes @ 120..2_880) => format!("{} h", minutes / 60),
        Some(minutes) => format!("{} d", minutes / 1_440),
    };
    html! { span class=(class) { (words.fill("clock-of", &[("clock", &words.say(id)), ("waited", &since)])) } }
}

/// The filters, those that a handler made with a way to let go of them.
pub fn filters(words: &Words, own: &[Filter], query: &str) -> Markup {
    let built_in = [
        ("desk-filter-all", ""),
        ("desk-filter-new", "state:new"),
        ("desk-filter-mine", "owner:me"),
        ("desk-filter-unread", "unread:yes"),
        ("desk-filter-waiting", "state:waiting"),
    ];
    let pressed = |filter: &str| (filter == query).to_string();
    html! {
        @for (name, filter) in built_in {
            button type="button" data-query=(filter) aria-pressed=(pressed(filter)) { (words.say(name)) }
        }
        @for filter in own {
            button type="button" data-query=(filter.query) aria-pressed=(pressed(&filter.query)) { bdi { (filter.name) } }
        }
        @if own.iter().any(|filter| filter.query == query) {
            button.quiet type="button" data-act="unfilter" data-value=(query) { (words.say("desk-filter-remove")) }
        } @else if !query.is_empty() && !built_in.iter().any(|(_, filter)| *filter == query) {
            button.quiet type="button" data-menu="filter" { (words.say("desk-filter-save")) }
        }
    }
}

/// Returns a case in words, as its row has it: priority and first words.
pub fn name(entry: &CaseView) -> String {
    let priority = entry.priority().0.word().to_uppercase();
    let opening = entry
        .records()
        .next()
        .map(|(_, record)| unclickable(&record.told.opening()));
    let opening = opening.unwrap_or_else(|| short(entry.head));
    format!("{priority} · {opening}")
}

/// A short name of a ticket, for where many stand.
pub fn short(ticket: Ticket) -> String {
    ticket.to_string().chars().take(8).collect()
}
