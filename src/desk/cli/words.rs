//! Tests that an act bears one name: what the page's button says, the command's help says, too, and both confirm it.

use crate::cli::args::arguments::Arguments;
use crate::cli::args::triage::{OneCaseCommand, TriageCommand};
use crate::messages::check;
use crate::page::actions::{self, ActionRequest};
use crate::text::messages::{DeskMessages, OWN};
use clap::{CommandFactory, Subcommand};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Returns what the help says of every command and of every option: by name, and `un` and its name for the `--remove` of one.
fn help() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut waiting = vec![Arguments::command()];
    while let Some(command) = waiting.pop() {
        let name = command.get_name();
        for argument in command.get_arguments() {
            let option = argument.get_long().unwrap_or_default();
            let of = if option == "remove" {
                format!("un{name}")
            } else {
                option.to_owned()
            };
            all.insert(
                of,
                argument
                    .get_help()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            );
        }
        all.insert(
            name.to_owned(),
            command
                .get_about()
                .map(ToString::to_string)
                .unwrap_or_default(),
        );
        waiting.extend(command.get_subcommands().cloned());
    }
    all
}

/// Returns the names of all commands that do something with cases, and `un` and the name of each that has a `--remove`.
fn acts() -> BTreeSet<String> {
    let command = TriageCommand::augment_subcommands(clap::Command::new("desk"));
    let command = OneCaseCommand::augment_subcommands(command);
    let named = command.get_subcommands().flat_map(|command| {
        let is_taken_back = command
            .get_arguments()
            .any(|argument| argument.get_long() == Some("remove"));
        let back = is_taken_back.then(|| format!("un{}", command.get_name()));
        std::iter::once(command.get_name().to_owned()).chain(back)
    });
    named.collect()
}

/// Returns the messages whose ids begin so: each by the rest of its id, without its values.
fn named(kind: &str) -> BTreeMap<&'static str, String> {
    let messages = DeskMessages::new();
    let all = OWN.into_iter().flat_map(check::variables);
    let of_kind = all.filter_map(|(id, values)| Some((id, id.strip_prefix(kind)?, values)));
    let words = of_kind.map(|(id, act, values)| {
        let empty: Vec<_> = values
            .into_iter()
            .filter(|name| *name != "count")
            .map(|name| (name, ""))
            .collect();
        (act, messages.count_with(id, 2, &empty))
    });
    words.collect()
}

/// Returns the words of a text that carry its meaning, in lower case.
fn words(text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase().replace('’', "'");
    let words = text.split(|char: char| !char.is_alphabetic() && char != '\'');
    let words = words.filter(|word| !["", "a", "an", "the"].contains(word));
    words.map(str::to_owned).collect()
}

/// Returns whether two texts share a word, such as `link` and `linked`.
fn share_a_word(one: &str, other: &str) -> bool {
    let stems = |text: &str| -> BTreeSet<String> {
        let long = words(text).into_iter().filter(|word| word.len() > 3);
        long.map(|word| word.chars().take(4).collect()).collect()
    };
    !stems(one).is_disjoint(&stems(other))
}

#[test]
fn the_help_of_a_command_says_what_its_button_says() {
    let (help, buttons) = (help(), named("do-"));
    assert!(buttons.len() > 20);
    for (act, button) in buttons {
        let help = help
            .get(act)
            .unwrap_or_else(|| panic!("no command does do-{act}"));
        assert!(
            words(&button).is_subset(&words(help)),
            "{act}: “{button}” is not in “{help}”"
        );
    }
}

#[test]
fn what_can_be_done_to_cases_is_known_to_the_page_and_confirmed() {
    let (messages, confirmations) = (DeskMessages::new(), named("done-"));
    let acts = acts();
    assert!(acts.len() > 15);
    for act in acts {
        let request = ActionRequest {
            act: act.clone(),
            tickets: vec![sotto::ticket::Ticket::from([1; 16])],
            value: String::new(),
            code: BTreeMap::new(),
            query: String::new(),
        };
        let read = actions::command(&messages, &request);
        assert_ne!(read, Err("unknown".to_owned()), "{act}");
        assert!(confirmations.contains_key(act.as_str()), "{act}");
    }
}

#[test]
fn what_is_confirmed_is_a_command_and_is_confirmed_in_the_words_of_its_button() {
    let (help, buttons) = (help(), named("do-"));
    for (act, confirmation) in named("done-") {
        let help = help
            .get(act)
            .unwrap_or_else(|| panic!("no command does done-{act}"));
        assert!(
            share_a_word(&confirmation, buttons.get(act).unwrap_or(help)),
            "{act}: {confirmation}"
        );
    }
}

#[test]
fn the_list_of_keys_says_what_the_menus_say() {
    let buttons = named("do-");
    let mut keys = 0;
    for (act, help) in named("help-") {
        if let Some(button) = buttons.get(act) {
            assert!(share_a_word(&help, button), "{act}: “{help}”, “{button}”");
            keys += 1;
        }
    }
    assert!(keys > 6);
}

#[test]
fn a_button_bears_the_name_of_what_it_does() {
    let buttons = named("do-");
    let acts = acts();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/desk/page/html");
    let mut found = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let html = fs::read_to_string(entry.unwrap().path()).unwrap();
        for rest in html.split("data-act=\"").skip(1) {
            let (act, after) = rest.split_once('"').unwrap();
            if acts.contains(act) {
                assert!(buttons.contains_key(act), "{act}");
                let label = after
                    .split("\"do-")
                    .nth(1)
                    .and_then(|rest| rest.split('"').next());
                assert_eq!(label, Some(act));
                found += 1;
            }
        }
    }
    assert!(found > 8);
}
