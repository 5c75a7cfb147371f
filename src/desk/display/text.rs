//! Cases and the queue as lines of text.

use crate::display::queue::Row;
use crate::display::report::Shown;
use crate::report::manifest::Metadata;
use sotto::code::Dimension;
use std::fmt::Write;

/// Returns a report as lines of text.
pub fn as_text(shown: &Shown) -> String {
    let mut text = heading(shown);
    for (question, answers) in &shown.answers {
        let _ = write!(text, "\n{question}\n");
        for answer in answers {
            let _ = writeln!(text, "{answer}");
        }
    }
    if let Some(letter) = &shown.letter {
        let _ = write!(text, "\n{letter}\n");
    }
    for attachment in &shown.attachments {
        let _ = write!(
            text,
            "\n[{}] {} ({} bytes{})\n",
            attachment.number,
            attachment.name,
            attachment.size,
            attachment.metadata.map_or("", Metadata::in_words)
        );
    }
    for (n, reply) in &shown.replies {
        let down = if reply.taken_down { ", taken down" } else { "" };
        let _ = write!(
            text,
            "\nReply {n}, {} {}{down}\n{}\n",
            reply.handler, reply.day, reply.text
        );
    }
    for later in &shown.followed {
        let _ = write!(text, "\n{}", as_text(later));
    }
    text
}

/// Returns the lines above a report: its ticket and where its case stands, labels, code.
fn heading(shown: &Shown) -> String {
    let mut text = format!(
        "{}  {}  {}  {}\n",
        shown.ticket, shown.kind, shown.state, shown.pulled
    );
    if !shown.labels.is_empty() {
        let _ = writeln!(text, "{}", shown.labels.join("  "));
    }
    if let Some(code) = &shown.code {
        let words = Dimension::ALL
            .iter()
            .filter_map(|side| side.words().get(side.index(code)).copied());
        let _ = writeln!(text, "{}", words.collect::<Vec<_>>().join(" / "));
    }
    text
}

/// Returns the queue as lines of text.
pub fn queue_as_text(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let danger = if row.danger { "!" } else { " " };
        let files = match (row.attachments, row.complete) {
            (0, _) => String::new(),
            (count, true) => format!("  [files: {count}]"),
            (count, false) => format!("  [files: {count}, not all here]"),
        };
        let later = match (row.withdrawn, row.followed, row.news) {
            (true, ..) => "  [withdrawn by its reporter]".to_owned(),
            (_, 0, _) => String::new(),
            (_, count, false) => format!("  [came back: {count}]"),
            (_, count, true) => format!("  [came back: {count}, new]"),
        };
        let burst = if row.burst { "  [one of many]" } else { "" };
        let labels: String = row
            .labels
            .iter()
            .map(|label| format!("  {label}"))
            .collect();
        let _ = writeln!(
            text,
            "{} {danger} {:<16} {:<10}  {}{files}{later}{burst}{labels}",
            row.ticket, row.state, row.pulled, row.opening
        );
    }
    if text.is_empty() {
        "No reports yet. Run `sotto-desk pull`.\n".to_owned()
    } else {
        text
    }
}
