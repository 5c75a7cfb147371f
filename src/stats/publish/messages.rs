//! The messages of the published report, in the languages of the page. Every message stands in every language: a test holds it.

use crate::messages::{Messages, Value};
use sotto::code::Dimension;
use sotto::code::country::names;
use sotto::plan::Language;
use std::collections::BTreeMap;

/// Returns the messages of a language, in the syntax of Fluent.
pub const fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../locales/en.ftl"),
        Language::Spanish => include_str!("../locales/es.ftl"),
        Language::Portuguese => include_str!("../locales/pt.ftl"),
        Language::Arabic => include_str!("../locales/ar.ftl"),
        Language::Russian => include_str!("../locales/ru.ftl"),
        Language::French => include_str!("../locales/fr.ftl"),
        Language::Persian => include_str!("../locales/fa.ftl"),
        Language::Chinese => include_str!("../locales/zh.ftl"),
    }
}

/// Returns a language's own name.
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
pub struct ReportMessages {
    pub language: Language,
    messages: Messages,
    countries: BTreeMap<&'static str, &'static str>,
}

impl ReportMessages {
    /// Reads the messages of a language.
    pub fn new(language: Language) -> Self {
        // Names and numbers of another direction keep their own: each is isolated.
        let messages = Messages::new(language.as_str(), &[source(language)]).isolating_values();
        Self {
            language,
            messages,
            countries: names(language.as_str()),
        }
    }

    /// Returns whether the language is written from right to left.
    pub fn is_rtl(&self) -> bool {
        matches!(self.language, Language::Arabic | Language::Persian)
    }

    /// Returns the direction of the language for HTML: `ltr` or `rtl`.
    pub fn direction(&self) -> &'static str {
        if self.is_rtl() { "rtl" } else { "ltr" }
    }

    /// Returns a message that takes no values.
    pub fn text(&self, id: &str) -> String {
        self.messages.text(id)
    }

    /// Returns a message with its values filled in.
    pub fn format<'a, V>(&self, id: &str, values: &[(&'a str, V)]) -> String
    where
        V: Clone + Into<Value<'a>>,
    {
        self.messages.format(id, values)
    }

    /// Returns several names with the separator of the language between them.
    pub fn list(&self, names: &[String]) -> String {
        names.join(match self.language {
            Language::Arabic | Language::Persian => "، ",
            Language::Chinese => "、",
            _ => ", ",
        })
    }

    /// Returns the name of a dimension, for the head of a column.
    pub fn dimension(&self, dimension: Dimension) -> String {
        self.text(&format!("dimension-{}", dimension.as_str()))
    }

    /// Returns the name of a code.
    pub fn name(&self, dimension: Dimension, code: &str) -> String {
        match self
            .countries
            .get(code)
            .filter(|_| dimension == Dimension::Country)
        {
            Some(name) => (*name).to_owned(),
            None => self.text(&format!("{}-{code}", dimension.as_str())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::check;

    #[test]
    fn every_language_says_every_message_with_the_same_places() {
        let english = check::variables(source(Language::English));
        for language in Language::ALL {
            let source = source(*language);
            assert_eq!(check::errors(source), [""; 0], "{language}");
            assert_eq!(check::variables(source), english, "{language}");
        }
    }

    #[test]
    fn what_is_counted_has_the_plural_of_its_language() {
        let total = |language, value: i64| {
            let said = ReportMessages::new(language)
                .format("short-total", &[("value", value), ("margin", 9)]);
            said.replace(['\u{2068}', '\u{2069}'], "")
        };
        for (language, value, said) in [
            (Language::English, 1, "add up to 1 case,"),
            (Language::English, 25, "add up to 25 cases,"),
            (Language::Spanish, 1, "suman 1 caso,"),
            (Language::Portuguese, 25, "somam 25 casos,"),
            (Language::French, 1, "totalisent 1 cas,"),
            (Language::Russian, 21, "дают 21 дело,"),
            (Language::Russian, 22, "дают 22 дела,"),
            (Language::Russian, 25, "дают 25 дел,"),
            (Language::Arabic, 1, "عرضها حالة واحدة،"),
            (Language::Arabic, 2, "عرضها حالتان،"),
            (Language::Arabic, 105, "عرضها 105 حالات،"),
            (Language::Arabic, 25, "عرضها 25 حالة،"),
            (Language::Persian, 25, "25 پرونده‌اند،"),
            (Language::Chinese, 25, "合计 25 起，"),
            (Language::English, 12_345, "add up to 12\u{202f}345 cases,"),
        ] {
            let whole = total(language, value);
            assert!(whole.contains(said), "{whole}");
        }
        let who = |coordinators: i64| {
            let said = ReportMessages::new(Language::English)
                .format("methods-noise", &[("coordinators", coordinators)]);
            said.replace(['\u{2068}', '\u{2069}'], "")
        };
        assert!(
            who(1).starts_with("The one coordinator summed"),
            "{}",
            who(1)
        );
        assert!(
            who(2).starts_with("Each of 2 coordinators summed"),
            "{}",
            who(2)
        );
    }

    #[test]
    fn every_word_of_every_list_has_a_name() {
        for language in Language::ALL {
            let messages = ReportMessages::new(*language);
            for dimension in Dimension::ALL {
                assert!(
                    !messages.dimension(*dimension).starts_with("dimension-"),
                    "{language} {dimension}"
                );
                for code in dimension.words() {
                    let name = messages.name(*dimension, code);
                    assert!(
                        !name.is_empty() && name != format!("{dimension}-{code}"),
                        "{language} {dimension} {code}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_name_of_another_direction_is_isolated() {
        let said =
            ReportMessages::new(Language::Arabic).format("report-by", &[("names", "Helpline")]);
        assert!(said.contains("\u{2068}Helpline\u{2069}"), "{said}");
        assert_eq!(
            ReportMessages::new(Language::Persian).name(Dimension::Country, "LB"),
            "لبنان"
        );
    }
}
