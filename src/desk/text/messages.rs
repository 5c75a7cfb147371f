//! The questions and answers in words, from the same files as the reporter's page; and untrusted text made
//! harmless to look at.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use serde::Deserialize;
use std::collections::HashMap;

const ENGLISH: [&str; 2] = [
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

/// The questions in the order of the page.
pub struct Words {
    questions: Vec<Question>,
    messages: HashMap<String, String>,
}

impl Words {
    /// Reads the files that are built in.
    pub fn new() -> Self {
        let questions = serde_json::from_str(QUESTIONS).unwrap_or_default();
        let mut messages = HashMap::new();
        for file in ENGLISH {
            let resource =
                fluent_syntax::parser::parse(file).unwrap_or_else(|(resource, _)| resource);
            messages.extend(resource.body.iter().filter_map(|entry| match entry {
                Entry::Message(message) => {
                    Some((message.id.name.to_owned(), text(message.value.as_ref()?)))
                }
                _ => None,
            }));
        }
        Self {
            questions,
            messages,
        }
    }

    /// A message of the desk; its id, should it be missing.
    pub fn say(&self, id: &str) -> String {
        self.fill(id, &[])
    }

    /// A message with its gaps filled.
    pub fn fill(&self, id: &str, gaps: &[(&str, &str)]) -> String {
        let message = self.messages.get(id).cloned();
        let filled = gaps.iter().fold(message, |message, (gap, value)| {
            Some(message?.replace(&format!("{{${gap}}}"), value))
        });
        filled.unwrap_or_else(|| id.to_owned())
    }

    /// Every question's id, in order.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        self.questions.iter().map(|question| question.id.as_str())
    }

    /// The question in words; its id if it is not one of ours.
    pub fn question<'a>(&'a self, id: &'a str) -> &'a str {
        self.messages
            .get(&format!("q-{id}"))
            .map_or(id, String::as_str)
    }

    /// An answer in words: the option's if it is one, else as it was written.
    pub fn answer<'a>(&'a self, id: &str, value: &'a str) -> &'a str {
        let is_option = self.questions.iter().any(|question| {
            question.id == id && question.options.iter().any(|option| option == value)
        });
        if !is_option {
            return value;
        }
        // Common answers, such as yes and no, are the same for every question.
        self.messages
            .get(&format!("q-{id}-{value}"))
            .or_else(|| self.messages.get(&format!("answer-{value}")))
            .map_or(value, String::as_str)
    }
}

fn text(pattern: &fluent_syntax::ast::Pattern<&str>) -> String {
    let parts = pattern.elements.iter().map(|element| match element {
        PatternElement::TextElement { value } => (*value).to_owned(),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::VariableReference { id }),
        } => format!("{{${}}}", id.name),
        PatternElement::Placeable { .. } => String::new(),
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sanitize::harmless;
    use crate::text::sanitize::harmless_name;
    use crate::text::sanitize::unclickable;

    #[test]
    fn every_question_and_option_has_words() {
        let words = Words::new();
        assert!(words.questions().count() > 20);
        for question in &words.questions {
            assert_ne!(words.question(&question.id), question.id);
            for option in &question.options {
                assert_ne!(
                    words.answer(&question.id, option),
                    option,
                    "{} {option}",
                    question.id
                );
            }
        }
        assert_eq!(words.answer("story", "yes"), "yes");
    }

    #[test]
    fn every_message_that_the_page_asks_for_is_there() {
        let words = Words::new();
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
            assert!(words.messages.contains_key(id), "{id}");
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
