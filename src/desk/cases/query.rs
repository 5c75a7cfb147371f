//! Searches the text of all cases, in any script, in memory.
//!
//! An index of words or of groups of three letters misses what it was not built for: an Arabic word behind its article, a
//! Chinese word of two characters. Scanning ten thousand reports takes a few milliseconds, so there is no index.

use crate::cases::entry::CaseView;
use crate::cases::index::CaseIndex;
use crate::cases::search_text::folded;
use crate::cases::search_text::numbers;
use crate::indicators::extract::refang;
use crate::model::change::{Outcome, Priority, State, Vetting};
use memchr::memmem::Finder;
use sotto::ticket::Ticket;

/// A search. A case matches if it matches every part.
pub struct Query {
    parts: Vec<Part>,
}

enum Part {
    Text(String),
    Number(String),
    /// A field and its value, such as `state:open`.
    Is(Field, String),
}

#[derive(Clone, Copy)]
enum Field {
    State,
    Outcome,
    Vetting,
    Priority,
    Owner,
    Label,
    Danger,
    Unread,
    Language,
    Files,
    Case,
}

/// The query names a field that does not exist.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no field “{0}:”; the fields are state: outcome: vetting: priority: owner: label: danger: unread: lang: files: case:"
)]
pub struct NoField(String);

impl Query {
    /// Parses words, `"words in a row"`, numbers, and `field:value`. `owner:me` means this handler.
    pub fn parse(text: &str, me: &str) -> Result<Self, NoField> {
        let mut parts = Vec::new();
        for (number, quoted) in text.split('"').enumerate() {
            if number % 2 == 1 {
                parts.push(Part::Text(folded(quoted)));
                continue;
            }
            let number = quoted.chars().filter(char::is_ascii_digit).count() >= 5
                && quoted
                    .chars()
                    .all(|char| char.is_ascii_digit() || " +-.()/".contains(char));
            if number {
                parts.push(Part::Number(numbers(quoted).trim().to_owned()));
                continue;
            }
            for word in quoted.split_whitespace() {
                parts.push(Part::of(word)?);
            }
        }
        for part in &mut parts {
            if let Part::Is(Field::Owner, owner) = part
                && owner == "me"
            {
                me.clone_into(owner);
            }
        }
        parts.retain(|part| !matches!(part, Part::Text(text) if text.trim().is_empty()));
        Ok(Self { parts })
    }

    /// Returns whether the query has no parts, and so matches every case.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Returns the cases that match every part of the query.
    pub fn find<'a>(&self, index: &'a CaseIndex) -> Vec<CaseView<'a>> {
        let finders: Vec<_> = self
            .parts
            .iter()
            .map(|part| match part {
                Part::Text(text) | Part::Number(text) => Some(Finder::new(text.as_bytes())),
                Part::Is(..) => None,
            })
            .collect();
        let found = |entry: &CaseView| {
            self.parts
                .iter()
                .zip(&finders)
                .all(|(part, finder)| match (part, finder) {
                    (Part::Is(field, value), _) => field.is(entry, value),
                    (Part::Number(_), Some(finder)) => {
                        entry.any(|text| finder.find(text.numbers.as_bytes()).is_some())
                    }
                    (Part::Text(_), Some(finder)) => {
                        entry.any(|text| finder.find(text.text.as_bytes()).is_some())
                    }
                    _ => false,
                })
        };
        index.entries().filter(found).collect()
    }
}

impl Part {
    fn of(word: &str) -> Result<Self, NoField> {
        // A time or an address has a colon, too: only a short word in Latin letters before it is a field.
        let field = word.split_once(':').filter(|(field, value)| {
            (1..=8).contains(&field.len())
                && field.bytes().all(|byte| byte.is_ascii_lowercase())
                && !value.starts_with("//")
                && !["http", "https", "hxxp", "hxxps"].contains(field)
        });
        let Some((field, value)) = field else {
            return Ok(Self::Text(folded(&refang(word))));
        };
        // A label is searched for as it is written.
        if ["threat", "platform", "campaign", "tlp", "pap"].contains(&field) {
            return Ok(Self::Is(Field::Label, word.to_owned()));
        }
        let field = match field {
            "state" => Field::State,
            "outcome" => Field::Outcome,
            "vetting" => Field::Vetting,
            "priority" => Field::Priority,
            "owner" => Field::Owner,
            "label" => Field::Label,
            "danger" => Field::Danger,
            "unread" => Field::Unread,
            "lang" => Field::Language,
            "files" => Field::Files,
            "case" => Field::Case,
            other => return Err(NoField(other.to_owned())),
        };
        Ok(Self::Is(field, value.to_lowercase()))
    }
}

impl Field {
    fn is(self, entry: &CaseView, value: &str) -> bool {
        let truth = |is: bool| value == if is { "yes" } else { "no" };
        let case = entry.case;
        match self {
            // "waiting" matches both waiting states.
            Self::State => {
                case.state.as_str() == value
                    || value == "waiting"
                        && matches!(case.state, State::WaitingReporter | State::WaitingPartner)
            }
            Self::Outcome => case.outcome.map_or("none", Outcome::as_str) == value,
            Self::Vetting => Vetting::as_str(case.vetting) == value,
            Self::Priority => Priority::as_str(entry.priority().0) == value,
            Self::Owner => case.owner.as_deref().unwrap_or("nobody") == value,
            Self::Label => case.labels.iter().any(|label| {
                label.as_str() == value || label.as_str().ends_with(&format!(":{value}"))
            }),
            Self::Danger => entry.answer("danger").unwrap_or("unsaid") == value,
            Self::Unread => truth(entry.is_unread()),
            Self::Language => entry.language() == Some(value),
            Self::Files => truth(entry.files() > 0),
            Self::Case => {
                entry.head.to_string().starts_with(value)
                    || value
                        .parse::<Ticket>()
                        .is_ok_and(|ticket| entry.tickets.contains(&ticket))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::search_text::SearchText;

    fn finds(text: &str, query: &str) -> bool {
        let text = SearchText::of(text);
        Query::parse(query, "ana")
            .unwrap()
            .parts
            .iter()
            .all(|part| match part {
                Part::Text(word) => text.text.contains(word.as_str()),
                Part::Number(number) => text.numbers.contains(number.as_str()),
                Part::Is(..) => false,
            })
    }

    #[test]
    fn words_are_found_in_every_script() {
        for (text, query) in [
            ("وصلتني الرِّسالة أمس", "رسالة"),
            ("وصلتني الرسالة أمس", "الرساله امس"),
            ("نمی‌خواهم", "نميخواهم"),
            ("یک لینک", "ينك"),
            ("我收到了一条可疑短信", "短信"),
            ("Ей пришло Сообщение", "сообщение"),
            ("Je suis inquiété", "INQUIETE"),
            ("Straße", "strasse"),
            ("see hxxps://evil[.]example/login", "evil.example"),
            ("see evil.example", "evil[.]example"),
            ("call +961 (3) 123-456 now", "9613123456"),
            ("call ٠٣١٢٣٤٥٦", "03123456"),
            ("two words in a row", "\"words in\""),
            ("at 12:30 exactly", "12:30"),
        ] {
            assert!(finds(text, query), "{query} in {text}");
        }
        assert!(!finds("two words in a row", "\"words a\""));
        assert!(!finds("12 34 monkeys 56", "123456"));
    }

    #[test]
    fn a_field_that_there_is_not_is_named() {
        assert_eq!(
            Query::parse("mood:grim", "ana").err(),
            Some(NoField("mood".to_owned()))
        );
        assert!(
            Query::parse(
                "state:open danger:yes https://x.example/ campaign:blue",
                "ana"
            )
            .is_ok()
        );
        assert!(Query::parse(" \" \" ", "ana").unwrap().is_empty());
    }
}
