//! The content of a submission as text: to be searched, to be handed over, to be told apart.

use crate::report::answer::Answer;
use crate::report::content::{Content, Format};
use std::collections::BTreeMap;

impl Content {
    /// Returns the answers as they are handed over to another organisation. A letter becomes the answer `story`.
    pub fn narrative(&self) -> BTreeMap<String, Answer> {
        match self {
            Self::Report(report) => report.answers.clone(),
            Self::Letter(text) => [("story".to_owned(), Answer::One(text.clone()))].into(),
            Self::File(_) => BTreeMap::new(),
        }
    }

    /// Returns all answers and the names of attachments, as text to search in.
    pub fn text(&self) -> String {
        match self {
            Self::Report(report) => {
                let answers = report.answers.values().flat_map(Answer::values);
                let names = report.attachments.iter().map(|file| file.name.as_str());
                answers.chain(names).collect::<Vec<_>>().join("\n")
            }
            Self::Letter(text) => text.clone(),
            Self::File(_) => String::new(),
        }
    }

    /// Returns the text that is searched for indicators: what the reporter wrote, without ticked options and without what they wrote
    /// about how to reach them.
    pub fn written(&self) -> String {
        const WRITTEN: [&str; 4] = ["story", "artefacts", "sender", "notice_text"];
        match self {
            Self::Report(_) => {
                let written = WRITTEN.iter().flat_map(|question| self.answers(question));
                written.collect::<Vec<_>>().join("\n")
            }
            // The line with the key for replies is left out.
            Self::Letter(text) => text
                .lines()
                .filter(|line| !line.contains("age1"))
                .collect::<Vec<_>>()
                .join("\n"),
            Self::File(_) => String::new(),
        }
    }

    /// Returns what the reporter wrote about how to reach them.
    pub fn contact(&self) -> &str {
        self.answer("reply").unwrap_or_default()
    }

    /// Returns the first 80 characters on one line, to tell reports in a list apart.
    pub fn opening(&self) -> String {
        let text = match self {
            Self::Report(report) if report.format == Format::Withdrawal => {
                if self.is_withdrawal() {
                    "(withdrawn by its reporter)"
                } else {
                    "(a withdrawal that no reporter signed)"
                }
            }
            Self::Report(_) => self.answer("story").unwrap_or("(no text)"),
            Self::Letter(text) => text,
            Self::File(_) => "(a file, sealed without the page)",
        };
        let line: String = text
            .chars()
            .take(80)
            .map(|char| if char.is_whitespace() { ' ' } else { char })
            .collect();
        if text.chars().count() > 80 {
            format!("{line}…")
        } else {
            line
        }
    }
}
