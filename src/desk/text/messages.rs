//! Messages of the desk's page and commands, and the questions and answers as the reporters' page words them.

use crate::messages::{Messages, Value};
use serde::Deserialize;

/// What the command line says, and what the desk's page says.
pub const OWN: [&str; 2] = [
    include_str!("cli.ftl"),
    include_str!("../../../frontend/desk/locales/en.ftl"),
];
const FORM: &str = include_str!("../../../frontend/locales/en.ftl");
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
            messages: Messages::new("en", &[FORM, OWN[0], OWN[1]]),
        }
    }

    /// Returns a message that takes no values, or its id if there is none.
    pub fn text(&self, id: &str) -> String {
        self.messages.text(id)
    }

    /// Returns a message with its values filled in, or its id if there is no such message. Values are text: a number among
    /// them is a name, such as that of a roster, or stands before a unit. What counts things is given to [`Self::count`].
    pub fn format<V: AsRef<str>>(&self, id: &str, values: &[(&str, V)]) -> String {
        let values = values.iter().map(|(name, value)| (*name, value.as_ref()));
        self.messages.format(id, &values.collect::<Vec<_>>())
    }

    /// Returns a message that counts things, in the plural form of `count`, which it names `$count`.
    pub fn count(&self, id: &str, count: usize) -> String {
        self.count_with::<&str>(id, count, &[])
    }

    /// Returns a message that counts things, as [`Self::count`] does, with other values filled in.
    pub fn count_with<V: AsRef<str>>(
        &self,
        id: &str,
        count: usize,
        values: &[(&str, V)],
    ) -> String {
        let texts = values
            .iter()
            .map(|(name, value)| (*name, value.as_ref().into()));
        let counted = std::iter::once(("count", Value::from(count)));
        self.messages
            .format(id, &counted.chain(texts).collect::<Vec<_>>())
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
