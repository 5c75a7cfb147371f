//! A spreadsheet, a validator, a program that prints.

use super::{Published, values};
use crate::support::{says, says_nothing_of};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

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
        let output = validated(folder);
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
    let text = fs::read_to_string(&csv).unwrap();
    fs::write(&csv, text.replacen(",Q\n", ",X\n", 1)).unwrap();
    assert!(!validated(&year).status.success());
}

fn validated(folder: &Path) -> Output {
    let validator = "/target/python/bin/frictionless";
    Command::new(format!("{}{validator}", env!("CARGO_MANIFEST_DIR")))
        .args(["validate", "datapackage.json", "--json"])
        .current_dir(folder)
        .output()
        .expect("frictionless; ops/setup test installs it")
}

#[test]
fn the_report_is_one_page_without_script_that_prints() {
    let published = Published::start();
    let folder = published.publish("2025", 400, &["en", "ar"]);
    for (language, direction) in [("en", "ltr"), ("ar", "rtl")] {
        let page = folder.join(format!("report-{language}.html"));
        let page = fs::read_to_string(page).unwrap();
        let html = format!("<html lang=\"{language}\" dir=\"{direction}\">");
        says(&page, [&html]);
        is_text_and_charts_alone(&page);
    }
    let printed = published.at("printed");
    office(&published, &folder.join("report-en.html"), "pdf", &printed);
    let text = Command::new("pdftotext")
        .arg("-layout")
        .arg(printed.join("report-en.pdf"))
        .arg("-")
        .output()
        .unwrap();
    says(
        String::from_utf8(text.stdout).unwrap(),
        [
            "A “year” & <more>",
            "Preview on synthetic cases",
            "How to read these numbers",
            "For statisticians",
            "Phishing",
        ],
    );
}

fn is_text_and_charts_alone(page: &str) {
    says(page, ["default-src 'none'; style-src 'unsafe-inline'"]);
    says_nothing_of(page, ["<script", "src=", "@import", "javascript:"]);
    // Titles are text.
    says(page, ["A “year” &amp; &lt;more&gt;"]);
    says_nothing_of(page, ["<more>"]);
    let mut links = page.split("href=\"").skip(1);
    assert!(!links.any(|link| link.starts_with("http")), "{page}");
    assert!(
        page.matches("<svg").count() >= 6,
        "charts and the map are in the page"
    );
}

/// Converts a file with LibreOffice, with a profile of its own.
fn office(published: &Published, file: &Path, to: &str, out: &Path) {
    let profile = published.at("office");
    let output = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
        ))
        .args(["--headless", "--convert-to", to, "--outdir"])
        .arg(out)
        .arg(file)
        .env("HOME", &published.folder.0)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(
        fs::read_dir(out).is_ok_and(|mut made| made.next().is_some()),
        "{output:?}"
    );
}
