//! What the programs made for the first organisation of a test program: keys, cards, roster and site. To make them takes
//! seconds, since a passphrase is costly to try; so other organisations are given copies.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PEOPLE: [&str; 9] = [
    "root", "ana", "bo", "cy", "di", "ana.json", "bo.json", "cy.json", "di.json",
];
const INTAKE: [&str; 3] = ["root.pub", "roster", "site"];

/// A folder with two parts, `people` and `intake`.
pub struct Made(PathBuf);

impl Made {
    /// Keeps a copy of what was made in these folders, as long as this program runs.
    pub fn keep(people: &Path, intake: &Path) -> Self {
        let all = Path::new(env!("CARGO_TARGET_TMPDIR"));
        forget_those_that_ended(all);
        let made = Self(all.join(format!("made-{}", std::process::id())));
        for (part, from, names) in [
            ("people", people, &PEOPLE[..]),
            ("intake", intake, &INTAKE[..]),
        ] {
            let to = made.0.join(part);
            fs::create_dir_all(&to).unwrap();
            names.iter().for_each(|name| copy(&from.join(name), &to));
        }
        made
    }

    /// Copies one part into a folder.
    pub fn copy(&self, part: &str, to: &Path) {
        for entry in fs::read_dir(self.0.join(part)).unwrap() {
            copy(&entry.unwrap().path(), to);
        }
    }
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status();
    assert!(copied.unwrap().success());
}

/// Removes what other test programs made that do not run any more.
fn forget_those_that_ended(all: &Path) {
    for entry in fs::read_dir(all).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix("made-"));
        if process.is_some_and(|id| !Path::new("/proc").join(id).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
