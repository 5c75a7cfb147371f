//! Nothing that was opened is ever written: every write of a whole session, commands and page, is copied and searched.

use crate::support::command::{done, fed};
use crate::support::desk_page::DeskPage;
use crate::support::files::{bytes_below, library};
use crate::support::holds;
use crate::support::organisation::Organisation;
use crate::support::reporter::ticket_of;
use serde_json::json;
use std::fs;
use std::process::Command;

const PLANTED: [&str; 5] = [
    "Zanzibar-Quokka",
    "منظمةسرية",
    "Marmalade-Falcon",
    "Obsidian-Walrus",
    "Tangerine-Heron",
];

/// A desk of which every write is copied into a file.
struct Watched {
    organisation: Organisation,
    library: String,
    written: String,
}

impl Watched {
    fn start() -> Self {
        let organisation = Organisation::start(&[]).run();
        Self {
            library: library("writes", &organisation.people.0),
            written: organisation.at("watched"),
            organisation,
        }
    }

    fn command(&self, line: &str) -> Command {
        let mut command = self.organisation.command("desk", "ana", line);
        command
            .env("LD_PRELOAD", &self.library)
            .env("WATCHED", &self.written);
        command
    }

    #[track_caller]
    fn desk(&self, line: &str, input: &str) -> String {
        done(fed(&mut self.command(line), input))
    }
}

#[test]
fn nothing_that_was_opened_is_ever_written_to_a_file() {
    let watched = Watched::start();
    let case = reports_the_planted_words(&watched.organisation);
    works_on_it_by_commands(&watched, &case);
    works_on_it_by_the_page(&watched, &case);

    let written = fs::read(&watched.written).unwrap();
    let seen = written.len();
    assert!(seen > 100_000, "the watcher saw {seen} bytes");
    let files = bytes_below(&watched.organisation.people.0.join("ana"));
    let everything = [written, files].concat();
    for word in PLANTED
        .iter()
        .flat_map(|word| [(*word).to_owned(), word.to_lowercase()])
    {
        let utf16: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(!holds(&everything, word.as_bytes()), "{word}");
        assert!(!holds(&everything, &utf16), "{word} in UTF-16");
    }
}

fn reports_the_planted_words(organisation: &Organisation) -> String {
    let file = organisation.at("inner.txt");
    fs::write(&file, "Tangerine-Heron ".repeat(5_000)).unwrap();
    let told = organisation.report(&json!([{
        "answers": {
            "story": format!("{} {}", PLANTED[0], PLANTED[1]),
            "artefacts": "https://obsidian-walrus.example.com",
            "danger": "yes",
        },
        "files": [file],
    }]));
    ticket_of(&told[0])
}

fn works_on_it_by_commands(watched: &Watched, case: &str) {
    watched.desk("pull", "");
    let shown = watched.desk(&format!("show {case}"), "");
    assert!(shown.contains(PLANTED[0]));
    let found = watched.desk(&format!("list {}", PLANTED[1]), "");
    assert!(found.contains(case));
    watched.desk(&format!("note {case}"), PLANTED[2]);
    watched.desk(&format!("label {case} campaign:obsidian-walrus"), "");
    let reply = format!("{} {}", PLANTED[2], PLANTED[3]);
    watched.desk(&format!("reply {case}"), &reply);
    watched.desk(&format!("propose purge {case}"), "");
    watched.desk("pull", "");
}

/// A case looked at, a draft kept, a search.
fn works_on_it_by_the_page(watched: &Watched, case: &str) {
    let desk = watched.organisation.people.0.join("ana");
    let page = DeskPage::open(&mut watched.command("serve"), &desk);
    let bearer = page.bearer();
    let seen = page.ask("GET", &format!("/case/{case}"), &bearer, "");
    assert!(holds(&seen.body, PLANTED[0].as_bytes()));
    let draft = json!({"text": PLANTED[2]});
    let kept = page.post(&format!("/draft/{case}"), &bearer, &draft);
    assert_eq!(kept.status, 200);
    let search = json!({"query": PLANTED[1], "limit": 0});
    assert_eq!(page.post("/queue", &bearer, &search).status, 200);
}
