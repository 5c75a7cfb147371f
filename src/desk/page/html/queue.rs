//! The queue as the page shows it: what each case is about, how urgent it is and why.

use crate::cases::entry::CaseView;
use crate::display::queue::Row;
use crate::messages::grouped;
use crate::model::priority::{Clock, Reason};
use crate::text::messages::DeskMessages;
use crate::text::sanitize::unclickable;
use maud::{Markup, html};
use sotto::ticket::Ticket;

/// How many rows are sent at first. Nobody looks at ten thousand.
pub const STEP: usize = 200;

/// A saved search.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub struct Filter {
    pub name: String,
    pub query: String,
}

/// Returns the rows in the order given, with how many cases were found and how many there are.
pub fn queue(
    messages: &DeskMessages,
    rows: &[Row],
    limit: usize,
    [found, count]: [usize; 2],
    query: &str,
) -> Markup {
    html! {
        p.count role="status" {
            (messages.count_with("desk-queue-count", count, &[("shown", grouped(i64::try_from(found).unwrap_or(i64::MAX)))]))
        }
        @if rows.is_empty() {
            p.hint { (messages.text(if query.is_empty() { "desk-queue-none" } else { "desk-queue-empty" })) }
        }
        ul #rows role="listbox" aria-label=(messages.text("desk-queue")) aria-multiselectable="true" {
            @for row in rows { (line(messages, row)) }
        }
        @if found > limit {
            button.more type="button" data-more=(limit + STEP) { (messages.text("desk-queue-more")) }
        }
    }
}

/// Returns one row.
fn line(messages: &DeskMessages, row: &Row) -> Markup {
    let unopened = row.state == "does not open";
    let number = |id: &str, count: usize| messages.count(id, count);
    let files = if row.complete {
        "row-files"
    } else {
        "row-files-missing"
    };
    html! {
        li role="option" aria-selected="false" tabindex="-1" data-ticket=(row.ticket) data-unread=[row.unread.then_some("")] {
            div.first {
                (priority(messages, row.priority, row.decided, &row.reasons))
                @if row.danger { span.danger { "▲ " (messages.text("row-danger")) } }
                span.opening dir="auto" { @if row.opening.is_empty() { (row.ticket) } @else { (row.opening) } }
            }
            @if unopened {
                div.line { span.danger { (messages.text("state-unopened")) } span { (messages.text("row-unopened")) } }
            } @else {
                div.line {
                    (state(messages, row.state))
                    @if row.withdrawn { span.danger { (messages.text("row-withdrawn")) } }
                    @if row.news { span.strong { "↩ " (messages.text("row-news")) } } @else if row.unread { span.strong { "● " (messages.text("row-unread")) } }
                    @if let Some(clock) = row.clock { (clock_of(messages, clock, row.waited, &row.pulled)) } @else { span { (row.pulled) } }
                    span { @if let Some(owner) = &row.owner { "@" (owner) } @else { (messages.text("row-owner-none")) } }
                    @if let Some(language) = &row.language { span { (language) } }
                    @if row.attachments > 0 { span { (number(files, row.attachments)) } }
                    @if row.hits > 0 { span.danger { "◉ " (number("row-hits", row.hits)) } }
                    @if row.burst { span { (messages.text("row-burst")) } }
                    @for label in &row.labels { span.label { (label) } }
                }
            }
        }
    }
}

/// Returns a priority as a sign, a word and its reasons, so that priorities differ in more than colour.
pub fn priority(
    messages: &DeskMessages,
    priority: &str,
    decided: bool,
    reasons: &[Reason],
) -> Markup {
    let sign = match priority {
        "p1" => "▲",
        "p2" => "◆",
        "p3" => "●",
        _ => "○",
    };
    let given: Vec<_> = reasons
        .iter()
        .map(|given| reason(messages, *given))
        .collect();
    let id = if decided {
        "priority-decided"
    } else {
        "priority-suggested"
    };
    let why = messages.format(id, &[("reasons", given.join(", "))]);
    html! { span class={ "priority " (priority) } title=(why) { (sign) " " (priority.to_uppercase()) @if decided { "!" } } }
}

/// Returns a reason for a priority, in words.
pub fn reason(messages: &DeskMessages, reason: Reason) -> String {
    messages.text(match reason {
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

/// Returns a state, in words.
pub fn state(messages: &DeskMessages, state: &str) -> Markup {
    html! { span class={ "state " (state) } { (messages.text(&format!("state-{state}"))) } }
}

/// Returns the clock of a case, in words: how many minutes it has run, or since which day if only that is known.
pub fn clock_of(messages: &DeskMessages, clock: Clock, waited: Option<u64>, day: &str) -> Markup {
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
    html! { span class=(class) { (messages.format("clock-of", &[("clock", messages.text(id)), ("waited", since)])) } }
}

/// Returns the built-in filters and the handler's own, and a button to save or delete the present one.
pub fn filters(messages: &DeskMessages, own: &[Filter], query: &str) -> Markup {
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
            button type="button" data-query=(filter) aria-pressed=(pressed(filter)) { (messages.text(name)) }
        }
        @for filter in own {
            button type="button" data-query=(filter.query) aria-pressed=(pressed(&filter.query)) { bdi { (filter.name) } }
        }
        @if own.iter().any(|filter| filter.query == query) {
            button.quiet type="button" data-act="unfilter" data-value=(query) { (messages.text("desk-filter-remove")) }
        } @else if !query.is_empty() && !built_in.iter().any(|(_, filter)| *filter == query) {
            button.quiet type="button" data-menu="filter" { (messages.text("desk-filter-save")) }
        }
    }
}

/// Returns a name for a case: its priority and first words.
pub fn name(entry: &CaseView) -> String {
    let priority = entry.priority().0.as_str().to_uppercase();
    let opening = entry
        .records()
        .next()
        .map(|(_, record)| unclickable(&record.content.opening()));
    let opening = opening.unwrap_or_else(|| short(entry.head));
    format!("{priority} · {opening}")
}

/// Returns the first 8 characters of a ticket.
pub fn short(ticket: Ticket) -> String {
    ticket.to_string().chars().take(8).collect()
}
