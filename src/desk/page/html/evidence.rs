//! The attachments and the indicators of a case, as the page shows them.

use crate::display::report::{Shown, ShownAttachment};
use crate::indicators::lookup::Tier;
use crate::text::messages::DeskMessages;
use crate::text::sanitize::harmless;
use maud::{Markup, html};

pub fn content(messages: &DeskMessages, shown: &Shown) -> Markup {
    html! {
        section.content {
            h2 { (messages.text(&format!("case-{}", shown.kind))) @if let Some(from) = &shown.from { ": " bdi { (from) } } " " span.hint { (shown.pulled) } }
            @for (question, answers) in shown.answers.iter().filter(|answer| !is_short(answer)) {
                h3 { (question) }
                @for answer in answers { (text(answer)) }
            }
            dl.short { @for (question, answers) in shown.answers.iter().filter(is_short) {
                dt { (question) }
                dd dir="auto" { (answers.join(" · ")) }
            } }
            @if let Some(letter) = &shown.letter { (text(letter)) }
            @if !shown.attachments.is_empty() { (files(messages, shown)) }
        }
    }
}

/// Returns whether an answer stands well beside its question.
fn is_short((_, answers): &&(String, Vec<String>)) -> bool {
    let length: usize = answers.iter().map(|answer| answer.chars().count()).sum();
    length <= 80 && !answers.iter().any(|answer| answer.contains('\n'))
}

/// Returns what somebody wrote: each paragraph in the direction of its own script, nothing in it alive.
pub fn text(text: &str) -> Markup {
    html! { div.text { @for paragraph in text.split('\n') { p dir="auto" { (paragraph) } } } }
}

/// Returns the list of attachments.
pub fn files(messages: &DeskMessages, shown: &Shown) -> Markup {
    let details = |file: &ShownAttachment| {
        file.metadata
            .map_or("", crate::report::manifest::Metadata::in_words)
    };
    html! {
        h3 { (messages.text("case-files")) @if !shown.complete { " · " span.danger { (messages.count("row-files-missing", shown.attachments.len())) } } }
        ul.files {
            @for file in &shown.attachments { li { bdi { (file.name) } span.hint { " " (bytes(file.size)) (details(file)) } } }
        }
        p.hint { (messages.format("case-files-hint", &[("command", format!("sotto-desk attachment {} 1 --out FILE.unsafe", shown.ticket))])) }
    }
}

/// Returns a size in bytes, as B, KB or MB.
pub fn bytes(size: u64) -> String {
    match size {
        0..1_000 => format!("{size} B"),
        1_000..1_000_000 => format!("{} KB", size / 1_000),
        _ => format!("{}.{} MB", size / 1_000_000, size / 100_000 % 10),
    }
}

/// Returns the indicators and the matches; nothing if there are no indicators.
pub fn indicators(messages: &DeskMessages, shown: &Shown) -> Markup {
    if shown.indicators.is_empty() {
        return html! {};
    }
    html! {
        section {
            h2 { (messages.text("case-traces")) }
            table {
                @for indicator in &shown.indicators {
                    tr {
                        td.hint { (indicator.kind) }
                        td.mono { bdi dir="ltr" { (indicator.defanged) } }
                        td { @if indicator.marked {
                            span.hint { (messages.text("case-traces-marked")) } " "
                            button.quiet type="button" data-act="unmark" data-value=(indicator.value) { (messages.text("do-unmark")) }
                        } @else if indicator.asks {
                            span.hint { (messages.text("case-traces-stays")) } " "
                            button.quiet type="button" data-act="mark" data-value=(indicator.value) { (messages.text("do-mark")) }
                        } }
                        td { @if !indicator.also.is_empty() {
                            button.link type="button" data-query={ "\"" (indicator.value) "\"" } { (messages.count("case-traces-also", indicator.also.len())) }
                        } }
                    }
                }
            }
            @if shown.hits.is_empty() { p.hint { (messages.text("case-traces-none")) } } @else {
                h3 { (messages.text("case-traces-known")) }
                ul { @for hit in &shown.hits { li { strong { (tier(messages, hit.tier)) } " " span.mono { bdi dir="ltr" { (crate::indicators::indicator::defang(&harmless(&hit.indicator.value))) } } " · " bdi { (hit.list) } " " (hit.day) } } }
                p.hint { (messages.text("case-traces-hint")) }
            }
        }
    }
}

/// Returns the strength of a match, in words.
pub fn tier(messages: &DeskMessages, tier: Tier) -> String {
    messages.text(match tier {
        Tier::Strong => "case-match-exact",
        Tier::Likely => "case-match-parent",
        Tier::Weak => "case-match-shared",
    })
}
