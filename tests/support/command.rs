//! The programs by their command lines, written as a person types them; and what they say.

use super::files::write_private;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Splits a command line at its spaces. What stands between two `'` or two `"` stays together.
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    assert!(quote.is_none(), "a quote is open: {line}");
    words.extend(word);
    words
}

/// The passphrase of everybody whom a test does not give another.
pub const PASSPHRASE: &str = "correct horse battery staple";

/// Puts the passphrase where [`of_person`] looks for it.
pub fn write_passphrase(folder: &Path) {
    write_private(&folder.join("passphrase"), PASSPHRASE);
}

/// Returns the path of a program: `desk` or `stats`.
pub fn program(name: &str) -> &'static str {
    match name {
        "desk" => env!("CARGO_BIN_EXE_sotto-desk"),
        "stats" => env!("CARGO_BIN_EXE_sotto-stats"),
        _ => panic!("there is no program called {name}"),
    }
}

/// Returns a command of a person whose own folder, and a passphrase in `passphrase`, are in `folder`. It runs there.
pub fn of_person(name: &str, folder: &Path, who: &str, passphrase: &str, line: &str) -> Command {
    let mut command = Command::new(program(name));
    command
        .current_dir(folder)
        .arg("--folder")
        .arg(folder.join(who))
        .arg("--passphrase-file")
        .arg(folder.join(passphrase))
        .args(words(line))
        .stdin(Stdio::null());
    command
}

/// Runs a command with `input` as its standard input.
pub fn fed(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that does not read to the end has said why.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Returns what a command said that succeeded.
#[track_caller]
pub fn done(output: Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Returns what a command said that ended with `code`: on both outputs.
#[track_caller]
pub fn ended(output: Output, code: i32) -> String {
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

/// Asserts that all these parts stand in what was said.
#[track_caller]
pub fn says<const N: usize>(said: impl AsRef<str>, parts: [&str; N]) {
    let said = said.as_ref();
    for part in parts {
        assert!(said.contains(part), "{part:?} is not said: {said}");
    }
}

/// Asserts that none of these parts stands in what was said.
#[track_caller]
pub fn says_nothing_of<const N: usize>(said: impl AsRef<str>, parts: [&str; N]) {
    let said = said.as_ref();
    for part in parts {
        assert!(!said.contains(part), "{part:?} is said: {said}");
    }
}
