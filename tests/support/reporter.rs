//! The form's own code under node, as its reporters use it.

use super::command::{done, fed};
use super::organisation::Organisation;
use serde_json::{Value, json};
use std::process::Command;

/// Returns the command that does as the form does; see `frontend/test/reporter.ts`.
pub fn reporter(arguments: &[&str]) -> Command {
    let mut command = Command::new("node");
    let program = "/frontend/dist-test/reporter.mjs";
    command
        .arg(format!("{}{program}", env!("CARGO_MANIFEST_DIR")))
        .args(arguments);
    command
}

/// Returns what it said.
#[track_caller]
pub fn reporter_said(arguments: &[&str]) -> String {
    done(reporter(arguments).output().unwrap())
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Returns a value for each line.
pub fn lines_of_json(said: &str) -> Vec<Value> {
    let lines = said.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Returns a report that tells a story and nothing else.
pub fn story(text: &str) -> Value {
    json!({"answers": {"story": text}})
}

/// Returns the ticket of a report that was sent.
pub fn ticket_of(told: &Value) -> String {
    text(&told["ticket"])
}

impl Organisation {
    /// Sends these reports as the page would; for each, returns what only its reporter has.
    pub fn report(&self, reports: &Value) -> Vec<Value> {
        self.report_at(&self.base(), reports)
    }

    /// The same, where the page has another address.
    pub fn report_at(&self, base: &str, reports: &Value) -> Vec<Value> {
        let mut send = reporter(&["send", base, &self.root()]);
        lines_of_json(&done(fed(&mut send, &reports.to_string())))
    }

    /// Sends reports that tell these stories; returns their tickets.
    pub fn stories<const N: usize>(&self, stories: [&str; N]) -> [String; N] {
        let told = self.report(&stories.map(story).as_slice().into());
        std::array::from_fn(|n| ticket_of(&told[n]))
    }
}
