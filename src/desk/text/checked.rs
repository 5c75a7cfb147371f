//! Tests of the desk's messages against its code: each is there and used, and what counts is right for one and for two.

use super::messages::{DeskMessages, OWN};
use crate::messages::check;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../../frontend/desk/page/desk.html");

/// The desk's code, by file: without comments and without what only tests have.
fn code() -> BTreeMap<PathBuf, String> {
    let mut all = BTreeMap::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/desk")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                // A file of tests alone.
                if text.contains("\n#[test]\n") {
                    continue;
                }
                let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
                let lines = text.lines().filter(|line| !line.trim().starts_with("//"));
                all.insert(path, lines.collect::<Vec<_>>().join("\n"));
            }
        }
    }
    assert!(all.len() > 80);
    all
}

/// Returns the texts between quotation marks, as they are written.
fn literals(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(start) = rest.find('"') {
        let is_char = rest[..start].ends_with('\'') && rest[start + 1..].starts_with('\'');
        rest = &rest[start + 1..];
        if !is_char {
            let mut escaped = false;
            let end = rest.find(|char| {
                let is_end = char == '"' && !escaped;
                escaped = char == '\\' && !escaped;
                is_end
            });
            let end = end.unwrap();
            found.push(&rest[..end]);
            rest = &rest[end + 1..];
        }
    }
    found
}

fn all_literals(code: &BTreeMap<PathBuf, String>) -> BTreeSet<&str> {
    code.values().flat_map(|code| literals(code)).collect()
}

fn ids() -> BTreeSet<&'static str> {
    let variables = OWN.into_iter().flat_map(check::variables);
    variables.map(|(id, _)| id).collect()
}

/// Returns whether an id can be made from a pattern such as `state-{state}`, with words that stand somewhere in the code.
fn is_made(id: &str, pattern: &str, words: &BTreeSet<&str>) -> bool {
    let Some((before, after)) = pattern.split_once('{') else {
        return id == pattern;
    };
    let (Some(rest), Some((_, after))) = (id.strip_prefix(before), after.split_once('}')) else {
        return false;
    };
    let ends = rest.char_indices().map(|(at, char)| at + char.len_utf8());
    let mut ends = ends.filter(|end| words.contains(&rest[..*end]));
    ends.any(|end| is_made(&rest[end..], after, words))
}

#[test]
fn every_file_of_messages_is_sound() {
    for source in OWN {
        assert_eq!(check::errors(source), [""; 0]);
    }
    let count = OWN.map(|source| check::variables(source).len());
    assert_eq!(
        count.iter().sum::<usize>(),
        ids().len(),
        "an id in both files"
    );
}

#[test]
fn every_message_that_the_code_names_is_there() {
    let (code, ids) = (code(), ids());
    let kinds: BTreeSet<&str> = ids
        .iter()
        .filter_map(|id| Some(id.split_once('-')?.0))
        .collect();
    let is_named = |text: &&&str| {
        let kind = text.split_once('-').map(|(kind, _)| kind);
        kind.is_some_and(|kind| kinds.contains(kind))
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    let literals = all_literals(&code);
    let named: Vec<_> = literals.iter().filter(is_named).collect();
    assert!(named.len() > 150);
    let missing: Vec<_> = named.into_iter().filter(|id| !ids.contains(**id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let mut asked = 0;
    for (path, code) in &code {
        let code = code.split_whitespace().collect::<String>();
        for call in [
            ".text(\"",
            ".format(\"",
            ".count(\"",
            ".count_with(\"",
            ".tell(\"",
            ".tell_count(\"",
            "<&str>(\"",
        ] {
            for rest in code.split(call).skip(1) {
                let id = rest.split('"').next().unwrap();
                assert!(ids.contains(id), "{}: {id}", path.display());
                asked += 1;
            }
        }
    }
    assert!(asked > 150);
}

#[test]
fn every_message_is_used() {
    let code = code();
    let words = all_literals(&code);
    let patterns: Vec<_> = words
        .iter()
        .filter(|text| text.contains("-{") || text.contains("}-"))
        .collect();
    let unused: Vec<_> = ids()
        .into_iter()
        .filter(|id| !words.contains(id) && !PAGE.contains(&format!("%{id}%")))
        .filter(|id| !patterns.iter().any(|pattern| is_made(id, pattern, &words)))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn what_counts_is_said_otherwise_of_one_than_of_two() {
    let messages = DeskMessages::new();
    let mut counting = 0;
    for (id, variables) in OWN.into_iter().flat_map(check::variables) {
        if variables.contains("count") {
            let others: Vec<_> = variables
                .iter()
                .filter(|name| **name != "count")
                .map(|name| (*name, "x"))
                .collect();
            let [none, one, two] = [0, 1, 2].map(|count| {
                let text = messages.count_with(id, count, &others);
                assert!(text.contains(&count.to_string()), "{id}: {text}");
                text.replace(&count.to_string(), "n")
            });
            assert_ne!(one, two, "{id}");
            assert_eq!(none, two, "{id}");
            counting += 1;
        }
    }
    assert!(counting > 15);
}

/// Returns the words that only the forms for several things have, such as `cases` and `are`.
fn plural_words() -> BTreeSet<&'static str> {
    let mut plural = BTreeSet::new();
    for (_, lines) in OWN.into_iter().flat_map(check::messages) {
        let form = |of: &str| lines.iter().find_map(|line| line.trim().strip_prefix(of));
        if let (Some(one), Some(other)) = (form("[one] "), form("*[other] ")) {
            let one: BTreeSet<_> = words(one).collect();
            plural.extend(words(other).filter(|word| !one.contains(word)));
        }
    }
    plural
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| !char.is_alphabetic())
        .filter(|word| !word.is_empty())
}

/// Returns a plural word that stands right behind a value, or with one word between them. `$count` may have it: it chooses the form.
fn behind_a_value<'a>(text: &'a str, plural: &BTreeSet<&str>) -> Option<&'a str> {
    let values = text
        .match_indices('}')
        .filter(|(at, _)| !text[..*at].ends_with("$count "));
    let mut behind = values.flat_map(|(at, _)| {
        let rest = text[at + 1..].strip_prefix(' ').unwrap_or_default();
        let end = rest
            .find(|char: char| !char.is_alphabetic() && char != ' ')
            .unwrap_or(rest.len());
        words(&rest[..end]).take(2)
    });
    behind.find(|word| plural.contains(word))
}

#[test]
fn a_number_stands_before_what_it_counts_in_plural_forms_alone() {
    let plural = plural_words();
    assert!(
        ["cases", "reports", "incidents", "are", "were"]
            .iter()
            .all(|word| plural.contains(word))
    );
    assert_eq!(
        behind_a_value("Counted {} closed cases", &plural),
        Some("cases")
    );
    assert_eq!(
        behind_a_value("{ $count } pages compared; { $differ } differ.", &plural),
        Some("differ")
    );
    assert_eq!(behind_a_value("{id} asks for the cases", &plural), None);
    for (id, lines) in OWN.into_iter().flat_map(check::messages) {
        for line in lines {
            assert_eq!(behind_a_value(line, &plural), None, "{id}");
        }
    }
    for (path, code) in code() {
        for text in literals(&code) {
            assert_eq!(
                behind_a_value(text, &plural),
                None,
                "{}: {text}",
                path.display()
            );
        }
    }
}

#[test]
fn the_command_line_says_words_by_messages_alone() {
    let code = code();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/desk");
    let ways_in = code.iter().filter(|(path, _)| {
        path.starts_with(here.join("cli")) || path.starts_with(here.join("page"))
    });
    let mut said = 0;
    for (path, code) in ways_in {
        assert!(
            !code.contains(".len().to_string()"),
            "{}: a length is told by count()",
            path.display()
        );
        for call in code.split(".say)(").skip(1) {
            for text in literals(call.split(';').next().unwrap()) {
                let outside: String = text
                    .split('{')
                    .map(|part| part.split_once('}').map_or(part, |(_, after)| after))
                    .collect();
                let outside = outside.replace("\\n", "");
                assert!(
                    !outside.contains(char::is_alphabetic),
                    "{}: {text}",
                    path.display()
                );
                said += 1;
            }
        }
    }
    assert!(said > 3);
}
