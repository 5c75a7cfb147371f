//! Messages of the desk's page and commands, and the questions and answers as the reporters' page words them.

use crate::messages::{Messages, Value};
use serde::Deserialize;

const ENGLISH: [&str; 3] = [
    include_str!("cli.ftl"),
    include_str!("../../../frontend/locales/en.ftl"),
    include_str!("../../../frontend/desk/locales/en.ftl"),
];
const QUESTIONS: &str = include_str!("../../../frontend/form/questions.json");

#[derive(Deserialize)]
struct Question {
    id: String,
    #[serde(default)]
    options: Vec<String>,
}

/// All messages, and the questions in the order of the reporters' page.
pub struct DeskMessages {
    questions: Vec<Question>,
    messages: Messages,
}

impl DeskMessages {
    /// Reads the messages and questions that are compiled in.
    pub fn new() -> Self {
        Self {
            questions: serde_json::from_str(QUESTIONS).unwrap_or_default(),
            messages: Messages::new("en", &ENGLISH),
        }
    }

    /// Returns a message that takes no values, or its id if there is none.
    pub fn text(&self, id: &str) -> String {
        self.messages.text(id)
    }

    /// Returns a message with its values filled in, or its id if there is no such message.
    pub fn format<'a, V>(&self, id: &str, values: &[(&'a str, V)]) -> String
    where
        V: Clone + Into<Value<'a>>,
    {
        self.messages.format(id, values)
    }

    /// Returns every question's id, in order.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        self.questions.iter().map(|question| question.id.as_str())
    }

    /// Returns the words of this question, or its id if it is not one of ours.
    pub fn question(&self, id: &str) -> String {
        let message = format!("q-{id}");
        if self.messages.has(&message) {
            self.text(&message)
        } else {
            id.to_owned()
        }
    }

    /// Returns the words of an option, or the answer as it was written if it is not an option.
    pub fn answer(&self, id: &str, value: &str) -> String {
        let is_option = self.questions.iter().any(|question| {
            question.id == id && question.options.iter().any(|option| option == value)
        });
        // Common answers, such as yes and no, are the same for every question.
        let ids = [format!("q-{id}-{value}"), format!("answer-{value}")];
        match ids.iter().find(|id| is_option && self.messages.has(id)) {
            Some(id) => self.text(id),
            None => value.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sanitize::harmless;
    use crate::text::sanitize::harmless_name;
    use crate::text::sanitize::unclickable;

    #[test]
    fn every_question_and_option_has_words() {
        let messages = DeskMessages::new();
        assert!(messages.questions().count() > 20);
        for question in &messages.questions {
            assert_ne!(messages.question(&question.id), question.id);
            for option in &question.options {
                assert_ne!(
                    messages.answer(&question.id, option),
                    *option,
                    "{} {option}",
                    question.id
                );
            }
        }
        assert_eq!(messages.answer("story", "yes"), "yes");
    }

    #[test]
    fn every_message_that_the_page_asks_for_is_there() {
        let messages = DeskMessages::new();
        let mut pages = Vec::new();
        for folder in ["page", "page/html"] {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/desk/").to_owned() + folder;
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    pages.push(std::fs::read_to_string(path).unwrap());
                }
            }
        }
        let quoted = pages
            .iter()
            .flat_map(|page| page.split('"').skip(1).step_by(2));
        let kinds = [
            "desk-", "row-", "case-", "menu-", "team-", "help-", "reason-", "clock-", "give-",
            "counts-", "list-",
        ];
        let asked: Vec<&str> = quoted
            .filter(|text| kinds.iter().any(|kind| text.starts_with(kind)))
            .filter(|text| !text.contains(['{', ' ', '.']))
            .collect();
        assert!(asked.len() > 100);
        for id in asked {
            assert!(messages.messages.has(id), "{id}");
        }
    }

    #[test]
    fn nothing_turns_the_line_or_reaches_the_terminal() {
        assert_eq!(
            harmless("a\u{1b}[31mb\u{202e}c\nd"),
            "a<U+001B>[31mb<U+202E>c\nd"
        );
        assert_eq!(unclickable("see https://x.org"), "see hxxps://x.org");
        assert_eq!(harmless("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(
            harmless_name("inv\u{202e}fdp.exe\u{200b}\n"),
            "inv<U+202E>fdp.exe<U+200B><U+000A>"
        );
    }
}
