//! A release as one folder that people read: every file of it, in memory. The same release gives the same bytes.

use super::chart::{self, Page};
use super::data;
use super::figure::Figure;
use super::map;
use super::picture::{Caption, Painter, Picture};
use super::report::{self, Report};
use super::series::{self, NoSeries};
use super::sheet;
use crate::publish::messages::Words;
use crate::release::figures::Release;
use sha2::{Digest, Sha256};
use sotto::code::Dimension;
use sotto::hex::Hex;
use sotto::plan::{Language, PlanError};
use sotto::signed::canonical;
use std::collections::BTreeMap;

/// What a manifest says of itself in `format`.
pub const MANIFEST_FORMAT: &str = "sotto/1 manifest";

/// Files by their paths in the folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Why a release is not written.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error("{0}")]
    Plan(PlanError),
    #[error("{0}")]
    Series(NoSeries),
    #[error("cannot write CSV: {0}")]
    Csv(csv::Error),
    #[error("cannot write the workbook: {0}")]
    Sheet(rust_xlsxwriter::XlsxError),
    #[error("cannot draw a picture")]
    Picture,
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
}

/// The signed list of a folder's files.
#[derive(Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Always [`MANIFEST_FORMAT`].
    pub format: String,
    /// SHA-256 of each file, by its path.
    pub files: BTreeMap<String, Hex<32>>,
    /// SHA-256 of `release.json` of the earlier releases that are drawn beside this one.
    pub earlier: Vec<Hex<32>>,
}

/// Every file of the folder but the signatures.
pub fn files(release: &Release, earlier: &[Release], preview: bool) -> Result<Files, PublishError> {
    let figures = Figure::all(release);
    let series = series::series(release, earlier).map_err(PublishError::Series)?;
    let mut files = Files::new();
    data::write(release, &figures, &series, &mut files)?;
    let report = Report {
        release,
        figures: &figures,
        series: &series,
        preview,
    };
    let painter = Painter::new();
    for language in &release.plan().languages {
        let words = Words::of(*language);
        files.insert(
            report::workbook(*language),
            sheet::workbook(release, &figures, &words)?,
        );
        files.insert(report::file(*language), report.page(&words).into_bytes());
        for (name, svg) in pictures(&report, &words) {
            files.insert(format!("charts/{name}-{language}.png"), painter.png(&svg)?);
            files.insert(format!("charts/{name}-{language}.svg"), svg.into_bytes());
        }
    }
    files.insert(
        "release.json".to_owned(),
        canonical(release).map_err(PublishError::Json)?,
    );
    let manifest = manifest(&files, earlier)?;
    files.insert("manifest.json".to_owned(), manifest);
    Ok(files)
}

/// Every picture with its name, as it may travel alone: with what it is of, and whether it is of real cases.
fn pictures(report: &Report, words: &Words) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let alone = |picture: Picture, heading: String, below: String| {
        let page = Page::new(picture.width, words);
        picture.standalone(
            &Caption {
                heading,
                above: report.about(words),
                below,
            },
            page,
        )
    };
    for figure in report.figures {
        let name = figure.table.name();
        let below = || words.fill("chart-error", &[("margin", figure.margin)]);
        all.extend(
            chart::bars(figure, words)
                .map(|picture| (name.clone(), alone(picture, figure.heading(words), below()))),
        );
        all.extend(map::map(figure, words).map(|picture| {
            (
                format!("{name}-map"),
                alone(
                    picture,
                    figure.heading(words),
                    words.fill("map-error", &[("margin", figure.margin)]),
                ),
            )
        }));
    }
    for one in report.series {
        let name = format!("{}-series", one.side.word());
        let heading = words.say(&format!("table-{}", one.side.word()));
        let below = [
            words.say("series-note"),
            words.fill("map-error", &[("margin", one.margin())]),
        ]
        .join(" ");
        all.extend(
            chart::over_time(one, words).map(|picture| (name, alone(picture, heading, below))),
        );
    }
    all
}

fn manifest(files: &Files, earlier: &[Release]) -> Result<Vec<u8>, PublishError> {
    let digest = |bytes: &[u8]| Hex(Sha256::digest(bytes).into());
    let before = earlier
        .iter()
        .map(|release| canonical(release).map(|bytes| digest(&bytes)));
    let mut earlier = before
        .collect::<Result<Vec<_>, _>>()
        .map_err(PublishError::Json)?;
    earlier.sort_by_key(|digest| digest.0);
    let files = files
        .iter()
        .map(|(path, bytes)| (path.clone(), digest(bytes)))
        .collect();
    let manifest = Manifest {
        format: MANIFEST_FORMAT.to_owned(),
        files,
        earlier,
    };
    canonical(&manifest).map_err(PublishError::Json)
}

/// What the kinds that are shown add up to in a release.
pub fn total(release: &Release) -> u64 {
    let kinds = Figure::all(release)
        .into_iter()
        .find(|figure| figure.table.dimensions == [Dimension::Kind]);
    let total = kinds
        .and_then(|figure| figure.total())
        .map_or(0, |(total, _)| total);
    u64::try_from(total).unwrap_or(0)
}

/// The file of the report in this language.
pub fn page_of(language: Language) -> String {
    report::file(language)
}
