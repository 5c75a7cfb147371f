//! The words of the published report, in the languages of the page. Every message stands in every language: a test holds it.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use sotto::code::Dimension;
use sotto::code::country::names;
use sotto::plan::Language;
use std::collections::BTreeMap;
use unic_langid::LanguageIdentifier;

/// Every message of a language, in Fluent.
pub const fn messages(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("locales/en.ftl"),
        Language::Spanish => include_str!("locales/es.ftl"),
        Language::Portuguese => include_str!("locales/pt.ftl"),
        Language::Arabic => include_str!("locales/ar.ftl"),
        Language::Russian => include_str!("locales/ru.ftl"),
        Language::French => include_str!("locales/fr.ftl"),
        Language::Persian => include_str!("locales/fa.ftl"),
        Language::Chinese => include_str!("locales/zh.ftl"),
    }
}

/// What a language calls itself.
pub const fn own_name(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::Spanish => "Español",
        Language::Portuguese => "Português",
        Language::Arabic => "العربية",
        Language::Russian => "Русский",
        Language::French => "Français",
        Language::Persian => "فارسی",
        Language::Chinese => "中文",
    }
}

/// The messages of one language.
pub struct Words {
    pub language: Language,
    bundle: FluentBundle<FluentResource>,
    countries: BTreeMap<&'static str, &'static str>,
}

impl Words {
    /// Reads the messages of a language.
    pub fn of(language: Language) -> Self {
        let tag: LanguageIdentifier = language.word().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![tag]);
        // Names and numbers of another direction keep their own: each is isolated.
        bundle.set_use_isolating(true);
        let resource = FluentResource::try_new(messages(language).to_owned());
        bundle.add_resource_overriding(resource.unwrap_or_else(|(partial, _)| partial));
        Self {
            language,
            bundle,
            countries: names(language.word()),
        }
    }

    /// Whether it is written from right to left.
    pub fn is_rtl(&self) -> bool {
        matches!(self.language, Language::Arabic | Language::Persian)
    }

    /// `ltr` or `rtl`.
    pub fn direction(&self) -> &'static str {
        if self.is_rtl() { "rtl" } else { "ltr" }
    }

    /// A message without places to fill.
    pub fn say(&self, id: &str) -> String {
        self.fill(id, &[])
    }

    /// A message with its places filled.
    pub fn fill(&self, id: &str, places: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        places
            .iter()
            .for_each(|(name, value)| args.set(*name, *value));
        let pattern = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value());
        let mut errors = Vec::new();
        let text = pattern.map(|pattern| {
            self.bundle
                .format_pattern(pattern, Some(&args), &mut errors)
        });
        text.map_or_else(|| id.to_owned(), std::borrow::Cow::into_owned)
    }

    /// Several names, as they are listed.
    pub fn list(&self, names: &[String]) -> String {
        names.join(match self.language {
            Language::Arabic | Language::Persian => "، ",
            Language::Chinese => "、",
            _ => ", ",
        })
    }

    /// What a list is called, at the head of a column.
    pub fn side(&self, side: Dimension) -> String {
        self.say(&format!("side-{}", side.word()))
    }

    /// What a word of a list is called.
    pub fn name(&self, side: Dimension, word: &str) -> String {
        match self
            .countries
            .get(word)
            .filter(|_| side == Dimension::Country)
        {
            Some(name) => (*name).to_owned(),
            None => self.say(&format!("{}-{word}", side.word())),
        }
    }
}

/// A number as it is read: in groups of three from 10,000 on.
pub fn number(value: i64) -> String {
    let digits = value.to_string();
    if value < 10_000 {
        return digits;
    }
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn ids(language: Language) -> BTreeSet<&'static str> {
        let lines = messages(language)
            .lines()
            .filter(|line| !line.starts_with(['#', ' ']));
        lines
            .filter_map(|line| line.split_once(" ="))
            .map(|(id, _)| id)
            .collect()
    }

    fn places(language: Language, id: &str) -> BTreeSet<String> {
        let line = messages(language)
            .lines()
            .find(|line| line.starts_with(&format!("{id} =")));
        let parts = line.unwrap_or_default().split("{ $").skip(1);
        parts
            .filter_map(|part| part.split_once(" }"))
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    #[test]
    fn every_language_says_every_message_with_the_same_places() {
        for language in Language::ALL {
            assert_eq!(ids(*language), ids(Language::English), "{language}");
            assert!(
                FluentResource::try_new(messages(*language).to_owned()).is_ok(),
                "{language}"
            );
            for id in ids(Language::English) {
                assert_eq!(
                    places(*language, id),
                    places(Language::English, id),
                    "{language} {id}"
                );
            }
        }
    }

    #[test]
    fn every_word_of_every_list_has_a_name() {
        for language in Language::ALL {
            let words = Words::of(*language);
            for side in Dimension::ALL {
                assert!(!words.side(*side).starts_with("side-"), "{language} {side}");
                for word in side.words() {
                    let name = words.name(*side, word);
                    assert!(
                        !name.is_empty() && name != format!("{side}-{word}"),
                        "{language} {side} {word}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_name_of_another_direction_is_isolated() {
        let said = Words::of(Language::Arabic).fill("report-by", &[("names", "Helpline")]);
        assert!(said.contains("\u{2068}Helpline\u{2069}"), "{said}");
        assert_eq!(
            Words::of(Language::Persian).name(Dimension::Country, "LB"),
            "لبنان"
        );
    }

    #[test]
    fn large_numbers_are_read_in_groups() {
        assert_eq!(
            [5, 9_995, 10_000, 1_234_565].map(number),
            ["5", "9995", "10\u{202f}000", "1\u{202f}234\u{202f}565"]
        );
    }
}
