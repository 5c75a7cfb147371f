//! The timeline of a case in words. Where two handlers set a value at once, it shows both.

use crate::model::case::Line;
use crate::model::change::Change;
use serde::Serialize;
use sotto::day::Day;

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineLine {
    pub day: Day,
    pub handler: String,
    pub what: String,
    /// The value that was overwritten by a handler who had not seen it.
    pub unseen: Option<String>,
}

impl Line {
    /// Returns the line as people read it.
    pub fn in_words(&self) -> TimelineLine {
        TimelineLine {
            day: self.day,
            handler: self.handler.clone(),
            what: words(&self.change),
            unseen: self.unseen.clone(),
        }
    }
}

/// Returns what changed, in words.
fn words(change: &Change) -> String {
    let or = |value: Option<&str>, none: &str| value.unwrap_or(none).to_owned();
    match change {
        Change::State(set) => format!("state {} → {}", set.from, set.to),
        Change::Outcome(set) => format!(
            "outcome {}",
            or(set.to.map(|outcome| outcome.as_str()), "removed")
        ),
        Change::Vetting(set) => format!("vetting {}", set.to),
        Change::Priority(set) => format!(
            "priority {}",
            or(set.to.map(|priority| priority.as_str()), "as suggested")
        ),
        Change::Owner(set) => format!("owner {}", or(set.to.as_deref(), "nobody")),
        Change::Code(set) => or(set.to.map(|_| "coded"), "code removed"),
        Change::AddLabel(label) => format!("label {label}"),
        Change::RemoveLabel(label) => format!("label {label} removed"),
        Change::Link(other) => format!("linked with {other}"),
        Change::Unlink(other) => format!("no longer linked with {other}"),
        Change::MarkIndicator(value) => format!("marked as the attacker's: {value}"),
        Change::UnmarkIndicator(value) => format!("no longer marked as the attacker's: {value}"),
        Change::Note(_) => "note".to_owned(),
        Change::Contributed { .. } => "counted in a contribution".to_owned(),
        Change::Uncounted(_) => "removed from a contribution that was replaced".to_owned(),
        Change::Replied { n, .. } => format!("reply {} posted", n + 1),
        Change::TakenDown { n } => format!("reply {} taken down", n + 1),
        Change::Consent(text) => format!("the reporter agreed: {text}"),
        Change::Propose { act, .. } => format!("proposes: {act}"),
        Change::Agree(_) => "agrees".to_owned(),
        Change::Refuse(_) => "refuses".to_owned(),
        Change::HandedOver { to, parts, .. } => {
            format!("handed over to {to}: {}", parts.join(", "))
        }
        Change::Receipt { by, .. } => format!("receipt by {by}"),
        Change::Exported(what) => format!("exported: {what}"),
        Change::Resealed { to } => format!("sealed again to {to}"),
        Change::AskForCases => "asks for the open cases".to_owned(),
    }
}
