//! What a command did, in words: the page and the command line confirm it in the same ones.

use crate::model::change::Outcome;
use crate::text::messages::DeskMessages;
use crate::triage::command::Command;

/// The most characters of a value that a confirmation repeats.
const SHOWN: usize = 60;

impl Command {
    /// Returns what was done, once it is, such as: status set to “Closed”.
    pub fn done(&self, messages: &DeskMessages) -> String {
        let (id, value) = self.confirmation(messages);
        let value: String = value.chars().take(SHOWN).collect();
        messages.format(id, &[("value", value)])
    }

    /// Returns the message that confirms it, and the value in that; an empty one, where the message has none.
    fn confirmation(&self, messages: &DeskMessages) -> (&'static str, String) {
        let text = |id: &str| messages.text(id);
        match self {
            Self::SetState { state, .. } => ("done-state", text(&format!("state-{state}"))),
            Self::SetOutcome { outcome, .. } => {
                let outcome = outcome.map_or("none", Outcome::as_str);
                ("done-outcome", text(&format!("outcome-{outcome}")))
            }
            Self::SetVetting { vetting, .. } => {
                ("done-vetting", text(&format!("vetting-{vetting}")))
            }
            Self::SetPriority { priority, .. } => {
                let decided = priority.map(|priority| priority.as_str().to_uppercase());
                let value = decided.unwrap_or_else(|| text("menu-priority-suggested"));
                ("done-priority", value)
            }
            Self::Assign { assignee, .. } => {
                let value = assignee.clone().unwrap_or_else(|| text("menu-owner-none"));
                ("done-assign", value)
            }
            Self::Label { labels, remove, .. } => {
                let labels: Vec<String> = labels.iter().map(ToString::to_string).collect();
                (label(*remove), labels.join(", "))
            }
            Self::Link { other, remove, .. } => (link(*remove), other.to_string()),
            Self::Mark {
                indicators, remove, ..
            } => (mark(*remove), indicators.join(", ")),
            Self::Note { .. } => ("done-note", String::new()),
            Self::Consent { .. } => ("done-consent", String::new()),
            Self::Code { .. } => ("done-code", String::new()),
            Self::Propose { act, .. } => ("done-propose", text(&format!("act-{act}"))),
            Self::Answer { act, agree, .. } => (answer(*agree), text(&format!("act-{act}"))),
        }
    }
}

const fn label(remove: bool) -> &'static str {
    if remove { "done-unlabel" } else { "done-label" }
}

const fn link(remove: bool) -> &'static str {
    if remove { "done-unlink" } else { "done-link" }
}

const fn mark(remove: bool) -> &'static str {
    if remove { "done-unmark" } else { "done-mark" }
}

const fn answer(agree: bool) -> &'static str {
    if agree { "done-agree" } else { "done-refuse" }
}
