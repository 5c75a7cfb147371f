//! The messages of one language, by id.

use super::number::grouped_digits;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use unic_langid::LanguageIdentifier;

/// A value in a message: text, or a number, which chooses among the plural forms.
pub type Value<'a> = FluentValue<'a>;

/// The messages of one language.
pub struct Messages {
    bundle: FluentBundle<FluentResource>,
    is_arabic: bool,
}

impl Messages {
    /// Reads messages in the syntax of Fluent. `language` is a tag such as `en` or `ar`; it decides which plural form goes
    /// with which number. Of two messages with one id, that of the later source counts.
    ///
    /// What cannot be parsed is left out: a test finds it with `check::errors`.
    pub fn new(language: &str, sources: &[&str]) -> Self {
        let language: LanguageIdentifier = language.parse().unwrap_or_default();
        let is_arabic = language.language.as_str() == "ar";
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(grouped_digits(&digits(number))),
            _ => None,
        }));
        for source in sources {
            let resource = FluentResource::try_new((*source).to_owned());
            bundle.add_resource_overriding(resource.unwrap_or_else(|(sound, _)| sound));
        }
        Self { bundle, is_arabic }
    }

    /// Returns the same messages with each value between U+2068 and U+2069, so that a name in a script of another direction
    /// does not turn the sentence around it. For pages and pictures; not for terminals.
    pub fn isolating_values(mut self) -> Self {
        self.bundle.set_use_isolating(true);
        self
    }

    /// Returns whether there is a message with this id.
    pub fn has(&self, id: &str) -> bool {
        let message = self.bundle.get_message(id);
        message.is_some_and(|message| message.value().is_some())
    }

    /// Returns a message that takes no values, or its id if there is none.
    pub fn text(&self, id: &str) -> String {
        self.format::<&str>(id, &[])
    }

    /// Returns a message with its values filled in, or its id if there is no such message.
    ///
    /// The values are all of one type, such as `&str` or a kind of integer; mixed ones are given as [`Value`].
    pub fn format<'a, V>(&self, id: &str, values: &[(&'a str, V)]) -> String
    where
        V: Clone + Into<Value<'a>>,
    {
        let message = self.bundle.get_message(id);
        let Some(pattern) = message.and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, self.countable(value.clone().into()));
        }
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&arguments), &mut errors);
        debug_assert!(errors.is_empty(), "{id}: {errors:?}");
        text.into_owned()
    }

    /// Returns a number for which the library finds the right Arabic form: CLDR looks at the last two digits, and
    /// intl_pluralrules 7.0.2 at the whole number. The digits that are shown go along in an option that we use for nothing else.
    fn countable<'a>(&self, value: Value<'a>) -> Value<'a> {
        match value {
            FluentValue::Number(mut number) if self.is_arabic && number.value > 100.0 => {
                number.options.currency = Some(number.as_string().into_owned());
                let last = number.value % 100.0;
                number.value = if last < 3.0 { 100.0 } else { last };
                FluentValue::Number(number)
            }
            value => value,
        }
    }
}

fn digits(number: &FluentNumber) -> Cow<'_, str> {
    let own = number.options.currency.as_deref();
    own.map_or_else(|| number.as_string(), Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &str = "\
title = Desk
counted =
    { $count ->
        [zero] zero { $count }
        [one] one { $count }
        [two] two { $count }
        [few] few { $count }
        [many] many { $count }
       *[other] other { $count }
    }
by = Counted by { $names }: { $count }
";

    fn forms(language: &str, counts: &[u64]) -> Vec<String> {
        let messages = Messages::new(language, &[CASES]);
        let form = |count: &u64| messages.format("counted", &[("count", *count)]);
        counts.iter().map(form).collect()
    }

    #[test]
    fn each_language_has_its_own_plural_forms() {
        assert_eq!(forms("en", &[0, 1, 2]), ["other 0", "one 1", "other 2"]);
        assert_eq!(
            forms("ar", &[0, 1, 2, 3, 11, 100]),
            ["zero 0", "one 1", "two 2", "few 3", "many 11", "other 100"]
        );
        assert_eq!(
            forms("ar", &[102, 105, 199, 1_205, 10_011]),
            [
                "other 102",
                "few 105",
                "many 199",
                "few 1205",
                "many 10\u{202f}011"
            ]
        );
        assert_eq!(
            forms("ru", &[1, 2, 5, 11, 21, 22, 25]),
            [
                "one 1", "few 2", "many 5", "many 11", "one 21", "few 22", "many 25"
            ]
        );
        for language in ["fr", "fa"] {
            assert_eq!(forms(language, &[0, 1, 2]), ["one 0", "one 1", "other 2"]);
        }
        for language in ["es", "pt"] {
            assert_eq!(forms(language, &[1, 2]), ["one 1", "other 2"]);
        }
        assert_eq!(forms("zh", &[0, 1, 2]), ["other 0", "other 1", "other 2"]);
    }

    #[test]
    fn values_are_text_and_numbers_and_large_numbers_are_grouped() {
        let messages = Messages::new("en", &[CASES]);
        let values = [("names", Value::from("Helpline")), ("count", 12_345.into())];
        assert_eq!(
            messages.format("by", &values),
            "Counted by Helpline: 12\u{202f}345"
        );
        assert_eq!(
            messages.format("counted", &[("count", 10_000)]),
            "other 10\u{202f}000"
        );
    }

    #[test]
    fn a_value_is_isolated_only_where_that_is_asked() {
        let values = [("names", "Helpline"), ("count", "2")];
        let plain = Messages::new("ar", &[CASES]);
        assert_eq!(plain.format("by", &values), "Counted by Helpline: 2");
        let isolating = plain.isolating_values();
        assert_eq!(
            isolating.format("by", &values),
            "Counted by \u{2068}Helpline\u{2069}: \u{2068}2\u{2069}"
        );
    }

    #[test]
    fn an_unknown_id_stands_for_itself_and_the_later_source_counts() {
        let messages = Messages::new("en", &[CASES, "title = Another desk\n"]);
        assert_eq!(messages.text("title"), "Another desk");
        assert_eq!(messages.text("nothing-like-it"), "nothing-like-it");
        assert!(messages.has("title") && !messages.has("nothing-like-it"));
    }

    #[test]
    fn several_threads_may_read_the_same_messages() {
        fn shared<T: Send + Sync>() {}
        shared::<Messages>();
    }
}
