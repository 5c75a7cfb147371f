//! For tests: what is wrong with a source of messages, and what each message takes.

use fluent_bundle::FluentResource;
use std::collections::{BTreeMap, BTreeSet};

/// Returns what the parser could not read, and every id that is there twice.
pub fn errors(source: &str) -> Vec<String> {
    let broken = FluentResource::try_new(source.to_owned()).err();
    let mut errors: Vec<String> = broken
        .map(|(_, errors)| errors.iter().map(ToString::to_string).collect())
        .unwrap_or_default();
    let mut seen = BTreeSet::new();
    for (id, _) in messages(source) {
        if !seen.insert(id) {
            errors.push(format!("{id} is there twice"));
        }
    }
    errors
}

/// Returns the ids of a source, each with the names of the values that its message takes.
pub fn variables(source: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut all = BTreeMap::new();
    for (id, lines) in messages(source) {
        let names = lines.iter().flat_map(|line| line.split('$').skip(1));
        let end = |char: char| !char.is_ascii_alphanumeric() && !matches!(char, '-' | '_');
        let names = names.filter_map(|rest| rest.split(end).next());
        all.insert(id, names.collect());
    }
    all
}

/// Returns each message: its id, and its lines.
pub fn messages(source: &str) -> Vec<(&str, Vec<&str>)> {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        match (line.split_once(" ="), all.last_mut()) {
            (Some((id, _)), _) if !line.starts_with(' ') => all.push((id, vec![line])),
            (_, Some((_, lines))) => lines.push(line),
            (_, None) => {}
        }
    }
    all
}

#[test]
fn broken_messages_are_named() {
    assert_eq!(errors("one = 1\ntwo = { $count }\n"), [""; 0]);
    assert_eq!(errors("one = { $count ->\n").len(), 1);
    assert_eq!(errors("one = 1\none = 2\n"), ["one is there twice"]);
}

#[test]
fn what_a_message_takes_is_read_in_every_plural_form() {
    let source =
        "a = b\nc =\n    { $count ->\n        [one] { $name }\n       *[other] { $count }\n    }\n";
    let all = variables(source);
    assert_eq!(all["a"], BTreeSet::new());
    assert_eq!(all["c"], BTreeSet::from(["count", "name"]));
}
