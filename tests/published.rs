//! What is published, read by the programs that people read it with: a spreadsheet, a validator of data packages, an XML parser,
//! a program that prints.

#[path = "support/organisation.rs"]
mod organisation;
mod support;

use organisation::done;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::Folder;

/// Plans on made-up cases: a small year in every language, and a quarter with those before it.
struct Published {
    folder: Folder,
}

impl Published {
    fn start() -> Self {
        let published = Self {
            folder: Folder::new(),
        };
        let at = |name: &str| published.at(name).display().to_string();
        fs::write(at("passphrase"), "correct horse battery staple").unwrap();
        fs::set_permissions(at("passphrase"), fs::Permissions::from_mode(0o600)).unwrap();
        for id in ["cy", "di"] {
            published.stats(
                id,
                &[
                    "key",
                    "new",
                    "--id",
                    id,
                    "--card",
                    &at(&format!("{id}.json")),
                ],
            );
        }
        // Any Ed25519 key does for a root that signs nothing here.
        let card: serde_json::Value =
            serde_json::from_slice(&fs::read(at("cy.json")).unwrap()).unwrap();
        fs::write(at("root.pub"), card["verifying_key"].as_str().unwrap()).unwrap();
        published
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.0.join(name)
    }

    fn stats(&self, who: &str, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_sotto-stats"))
            .args(["--folder", &self.at(who).display().to_string()])
            .args([
                "--passphrase-file",
                &self.at("passphrase").display().to_string(),
            ])
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        done(output)
    }

    /// Publishes so many made-up cases of a period; the folder.
    fn publish(&self, period: &str, cases: u64, languages: &[&str]) -> PathBuf {
        let [plan, out] = [format!("{period}.json"), period.to_owned()].map(|name| self.at(&name));
        let (plan, out) = (plan.display().to_string(), out.display().to_string());
        let [cy, di, root] =
            ["cy.json", "di.json", "root.pub"].map(|name| self.at(name).display().to_string());
        let (total, member) = (cases.to_string(), format!("NGO “one” & <two>={root}"));
        let mut new = vec![
            "plan",
            "new",
            "--title",
            "A “year” & <more>",
            "--period",
            period,
            "--total",
            &total,
            "--organisation",
            &member,
        ];
        new.extend(["--coordinator", &cy, "--coordinator", &di, "--out", &plan]);
        languages
            .iter()
            .for_each(|language| new.extend(["--language", language]));
        self.stats("cy", &new);
        self.stats(
            "cy",
            &["plan", "preview", &plan, "--cases", &total, "--out", &out],
        );
        PathBuf::from(out)
    }
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path, ending));
        } else if path.extension().is_some_and(|own| own == ending) {
            all.push(path);
        }
    }
    all
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

#[test]
fn a_spreadsheet_opens_the_workbook_and_shows_the_same_numbers() {
    let published = Published::start();
    let folder = published.publish("2025", 400, &["en", "ar"]);
    let sheets = published.at("sheets");
    office(
        &published,
        &folder.join("tables-en.xlsx"),
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
        &sheets,
    );
    for table in ["kind", "geo", "country", "target", "outcome"] {
        let master = values(&folder.join(format!("data/{table}.csv")));
        let sheet = fs::read_to_string(sheets.join(format!("tables-en-{table}.csv"))).unwrap();
        let rows: Vec<Vec<&str>> = sheet
            .lines()
            .skip(1)
            .map(|line| line.rsplit(',').collect())
            .collect();
        assert_eq!(rows.len(), master.len(), "{sheet}");
        let shown = rows
            .iter()
            .filter(|row| row[0] != "Q")
            .map(|row| [row[5], row[4], row[3]].map(|cell| cell.parse::<i64>().unwrap()));
        let mut shown: Vec<_> = shown.collect();
        let mut expected: Vec<_> = master.into_values().flatten().collect();
        shown.sort_unstable();
        expected.sort_unstable();
        assert_eq!(shown, expected, "{table}");
    }
}

#[test]
fn a_validator_finds_the_data_package_valid() {
    let published = Published::start();
    let year = published.publish("2025", 400, &["en", "fa", "zh"]);
    let quarter = published.publish("2025-Q4", 4_000, &["ru", "es"]);
    for folder in [&year, &quarter] {
        let output = Command::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/target/python/bin/frictionless"
        ))
        .args(["validate", "datapackage.json", "--json"])
        .current_dir(folder)
        .output()
        .unwrap();
        let said: serde_json::Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
        assert_eq!(
            (&said["valid"], output.status.code()),
            (&true.into(), Some(0)),
            "{said:#}"
        );
        let tables = said["tasks"].as_array().unwrap().len();
        assert!(tables >= 4, "{tables} tables were looked at");
    }
    // The validator sees what it should not be.
    let csv = year.join("data/kind.csv");
    fs::write(
        &csv,
        fs::read_to_string(&csv)
            .unwrap()
            .replacen(",Q\n", ",X\n", 1),
    )
    .unwrap();
    let output = Command::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/target/python/bin/frictionless"
    ))
    .args(["validate", "datapackage.json"])
    .current_dir(&year)
    .output()
    .unwrap();
    assert!(!output.status.success());
}

#[test]
fn charts_are_xml_fetch_nothing_and_have_no_number_that_the_tables_lack() {
    let published = Published::start();
    let year = published.publish(
        "2025",
        900,
        &["en", "es", "pt", "ar", "ru", "fr", "fa", "zh"],
    );
    let quarter = published.publish("2025-Q4", 4_000, &["en", "ar"]);
    for folder in [&year, &quarter] {
        assert!(files(folder, "svg").len() >= 6 && files(folder, "png").len() >= 6);
        for path in files(folder, "svg") {
            let text = fs::read_to_string(&path).unwrap();
            let drawing = roxmltree::Document::parse(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let nodes = || drawing.descendants().filter(roxmltree::Node::is_element);
            assert!(nodes().all(|node| {
                !["script", "image", "a", "use", "foreignObject"].contains(&node.tag_name().name())
            }));
            let fetched = |value: &str| {
                value.contains("://") || value.starts_with("url(") && !value.starts_with("url(#")
            };
            assert!(
                nodes()
                    .flat_map(|node| node.attributes())
                    .all(|attribute| !fetched(attribute.value())),
                "{}",
                path.display()
            );
            let name = path.file_stem().unwrap().to_str().unwrap();
            let table = name.rsplit_once('-').unwrap().0;
            if table.ends_with("-series") {
                continue;
            }
            let master =
                values(&folder.join(format!("data/{}.csv", table.trim_end_matches("-map"))));
            let values: BTreeSet<i64> = master.values().flatten().map(|value| value[0]).collect();
            let shown: BTreeSet<i64> = nodes()
                .filter_map(|node| node.text())
                .filter_map(|text| text.split_once(" ± "))
                .map(|(value, _)| value.replace('\u{202f}', "").parse().unwrap())
                .collect();
            assert!(
                !shown.is_empty() && shown.is_subset(&values),
                "{}: {shown:?} {values:?}",
                path.display()
            );
        }
        for path in files(folder, "png") {
            let bytes = fs::read(&path).unwrap();
            assert!(
                bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.len() > 4_000,
                "{}",
                path.display()
            );
        }
    }
    let names: BTreeSet<_> = files(&quarter, "png")
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert!(
        names.contains("kind-series-ar.png") && names.contains("geo-map-en.png"),
        "{names:?}"
    );
}

#[test]
fn the_report_is_one_page_without_script_that_prints() {
    let published = Published::start();
    let folder = published.publish("2025", 400, &["en", "ar"]);
    let page = |language: &str| {
        fs::read_to_string(folder.join(format!("report-{language}.html"))).unwrap()
    };
    let (english, arabic) = (page("en"), page("ar"));
    assert!(
        english.contains("<html lang=\"en\" dir=\"ltr\">")
            && arabic.contains("<html lang=\"ar\" dir=\"rtl\">")
    );
    for page in [&english, &arabic] {
        assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'"));
        assert!(
            !page.contains("<script")
                && !page.contains("src=")
                && !page.contains("@import")
                && !page.contains("javascript:")
        );
        assert!(
            page.contains("A “year” &amp; &lt;more&gt;") && !page.contains("<more>"),
            "titles are text"
        );
        let elsewhere = page
            .split("href=\"")
            .skip(1)
            .filter(|link| link.starts_with("http"))
            .count();
        assert_eq!(elsewhere, 0);
        assert!(
            page.matches("<svg").count() >= 6,
            "charts and the map are in the page"
        );
    }
    let printed = published.at("printed");
    office(&published, &folder.join("report-en.html"), "pdf", &printed);
    let text = Command::new("pdftotext")
        .args([
            "-layout",
            &printed.join("report-en.pdf").display().to_string(),
            "-",
        ])
        .output()
        .unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    for said in [
        "A “year” & <more>",
        "Preview on synthetic cases",
        "How to read these numbers",
        "For statisticians",
        "Phishing",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

/// Converts a file with LibreOffice, with a profile of its own.
fn office(published: &Published, file: &Path, to: &str, out: &Path) {
    let profile = format!(
        "-env:UserInstallation=file://{}",
        published.at("office").display()
    );
    let output = Command::new("soffice")
        .args([
            &profile,
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            &out.display().to_string(),
            &file.display().to_string(),
        ])
        .env("HOME", &published.folder.0)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(
        fs::read_dir(out).is_ok_and(|mut made| made.next().is_some()),
        "{output:?}"
    );
}
