//! What is published, read by the programs that people read it with: a spreadsheet, a validator of data packages, an XML
//! parser, a program that prints.

mod charts;
mod readers;

use crate::support::Folder;
use crate::support::command::{done, of_person, write_passphrase};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Plans on made-up cases: a small year in every language, and a quarter with those before it.
struct Published {
    folder: Folder,
}

impl Published {
    fn start() -> Self {
        let published = Self {
            folder: Folder::new(),
        };
        write_passphrase(&published.folder.0);
        for id in ["cy", "di"] {
            published.stats(id, &format!("key new --id {id} --card {id}.json"));
        }
        // Any Ed25519 key does for a root that signs nothing here.
        let card = fs::read(published.at("cy.json")).unwrap();
        let card: serde_json::Value = serde_json::from_slice(&card).unwrap();
        let key = card["verifying_key"].as_str().unwrap();
        fs::write(published.at("root.pub"), key).unwrap();
        published
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.0.join(name)
    }

    fn stats(&self, who: &str, line: &str) -> String {
        let mut command = of_person("stats", &self.folder.0, who, "passphrase", line);
        done(command.output().unwrap())
    }

    /// Publishes so many made-up cases of a period; returns the folder.
    fn publish(&self, period: &str, cases: u64, languages: &[&str]) -> PathBuf {
        let languages: String = languages
            .iter()
            .map(|language| format!(" --language {language}"))
            .collect();
        let of = "--organisation 'NGO “one” & <two>=root.pub' --coordinator cy.json --coordinator di.json";
        let new = format!(
            "plan new --title 'A “year” & <more>' --period {period} --total {cases} {of} --out {period}.json{languages}"
        );
        self.stats("cy", &new);
        let preview = format!("plan preview {period}.json --cases {cases} --out {period}");
        self.stats("cy", &preview);
        self.at(period)
    }
}

/// The values of a table: by the words that name each cell, the value and its bounds.
fn values(csv: &Path) -> BTreeMap<String, Option<[i64; 3]>> {
    let text = fs::read_to_string(csv).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let numbers = cells.len() - 6;
        let value = cells[numbers..numbers + 3]
            .iter()
            .map(|cell| cell.parse().ok())
            .collect::<Option<Vec<i64>>>();
        (
            cells[2..numbers].join(","),
            value.map(|value| [value[0], value[1], value[2]]),
        )
    });
    rows.collect()
}
