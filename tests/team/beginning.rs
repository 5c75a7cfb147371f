//! How a handler begins, with a backup, and comes back when the vault or the passphrase is lost.

use crate::support::command::{ended, fed, of_person};
use crate::support::files::write_private;
use crate::support::{Folder, says};
use std::path::Path;

/// A machine on which people have folders; whoever unlocks one says with which passphrase file.
struct Machine(Folder);

impl Machine {
    fn new() -> Self {
        let machine = Self(Folder::new());
        for (name, words) in [
            ("first", "seven purple otters juggle quietly"),
            ("second", "nine yellow herons argue loudly"),
        ] {
            write_private(&machine.0.0.join(name), words);
        }
        machine
    }

    #[track_caller]
    fn desk(&self, who: &str, passphrase: &str, line: &str, input: &str, code: i32) -> String {
        let mut command = of_person("desk", &self.0.0, who, passphrase, line);
        ended(fed(&mut command, input), code)
    }

    /// Ana begins; returns what she is told, which has her three papers.
    fn init(&self) -> String {
        self.desk("ana", "first", INIT, "", 0)
    }

    /// The keys that this passphrase opens here.
    #[track_caller]
    fn keys(&self, who: &str, passphrase: &str) -> String {
        self.desk(who, passphrase, "key export", "", 0)
    }

    fn has(&self, name: &str) -> bool {
        self.0.0.join(name).exists()
    }
}

const INIT: &str = "init --id ana --card card.json --backup backup.json";

/// Returns the words of each paper.
fn papers(said: &str) -> Vec<String> {
    let words = |paper: &str| -> String {
        let lines: Vec<&str> = paper.lines().skip(1).take(3).collect();
        let words: Vec<&str> = lines
            .iter()
            .flat_map(|line| line.split_whitespace())
            .collect();
        words.join(" ")
    };
    said.split("Paper ").skip(1).map(words).collect()
}

#[test]
fn a_weak_passphrase_is_refused_and_nothing_is_half_made() {
    let machine = Machine::new();
    for (weak, because) in [
        ("short", "too short"),
        ("password1234", "could be guessed"),
        ("aaaaaaaaaaaaaaaaaaaa", "could be guessed"),
    ] {
        write_private(&Path::new(&machine.0.0).join("weak"), weak);
        says(machine.desk("ana", "weak", INIT, "", 1), [because]);
    }
    assert!(!machine.has("card.json") && !machine.has("ana/vault.json"));
}

#[test]
fn a_handler_begins_with_a_backup_and_comes_back_with_two_papers() {
    let machine = Machine::new();
    let said = machine.init();
    let fingerprint = said
        .split("Compare aloud with whoever gets them: ")
        .nth(1)
        .and_then(|rest| rest.lines().next())
        .unwrap();
    assert_eq!(fingerprint.split(' ').count(), 8);
    says(
        machine.desk("ana", "first", "key card", "", 0),
        [fingerprint],
    );
    let papers = papers(&said);
    assert!(
        papers.len() == 3 && papers.iter().all(|paper| paper.split(' ').count() == 12),
        "{papers:?}"
    );

    let typed = format!("{}\n{}\n", papers[2], papers[0]);
    let said = machine.desk("new", "second", "recover backup.json", &typed, 0);
    says(said, ["keys of ana"]);
    assert_eq!(machine.keys("new", "second"), machine.keys("ana", "first"));
    // The old passphrase is of the old vault.
    machine.desk("new", "first", "key export", "", 1);
}

#[test]
fn a_handler_comes_back_with_the_backup_and_the_passphrase() {
    let machine = Machine::new();
    machine.init();
    machine.desk("old", "first", "recover backup.json --passphrase", "", 0);
    assert_eq!(machine.keys("old", "first"), machine.keys("ana", "first"));
}

#[test]
fn what_is_no_two_papers_of_this_backup_recovers_nothing() {
    let machine = Machine::new();
    let papers = papers(&machine.init());
    let [first, second] = [&papers[0], &papers[1]];
    for (typed, because) in [
        (first.clone(), "twelve words, and these are 0"),
        (format!("{first}\n{first}"), "do not open this backup"),
        (
            format!("{first}\n{}", second.replacen(' ', " sotto ", 1)),
            "these are 13",
        ),
    ] {
        let said = machine.desk("none", "second", "recover backup.json", &typed, 1);
        says(said, [because]);
    }
    assert!(!machine.has("none/vault.json"));
}
