//! A release as one folder that people read: every file of it, in memory. The same release gives the same bytes.

use super::chart::bars;
use super::data;
use super::error::{Files, PublishError};
use super::figure::Figure;
use super::manifest::manifest;
use super::map::map;
use super::messages::ReportMessages;
use super::over_time::over_time;
use super::page::Page;
use super::picture::{Caption, Painter, Picture};
use super::report::{self, Report};
use super::series::series;
use super::workbook;
use crate::release::document::Release;
use sotto::signed::canonical;

/// Every file of the folder but the signatures.
pub fn files(release: &Release, earlier: &[Release], preview: bool) -> Result<Files, PublishError> {
    let figures = Figure::all(release);
    let series = series(release, earlier).map_err(PublishError::Series)?;
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
        let messages = ReportMessages::new(*language);
        files.insert(
            workbook::file_name(*language),
            workbook::write(release, &figures, &messages)?,
        );
        files.insert(
            report::file_name(*language),
            report.page(&messages).into_bytes(),
        );
        for (name, svg) in pictures(&report, &messages) {
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
fn pictures(report: &Report, messages: &ReportMessages) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let alone = |picture: Picture, heading: String, below: String| {
        let page = Page::new(picture.width, messages);
        let above = report.about(messages);
        picture.standalone(
            &Caption {
                heading,
                above,
                below,
            },
            page,
        )
    };
    for figure in report.figures {
        let name = figure.table.name();
        let heading = || figure.heading(messages);
        let margin = [("margin", figure.margin)];
        if let Some(picture) = bars(figure, messages) {
            let below = messages.format("chart-error", &margin);
            all.push((name.clone(), alone(picture, heading(), below)));
        }
        if let Some(picture) = map(figure, messages) {
            let below = messages.format("map-error", &margin);
            all.push((format!("{name}-map"), alone(picture, heading(), below)));
        }
    }
    for one in report.series {
        if let Some(picture) = over_time(one, messages) {
            let dimension = one.dimension.word();
            let margin = messages.format("map-error", &[("margin", one.margin())]);
            let below = [messages.text("series-note"), margin].join(" ");
            let heading = messages.text(&format!("table-{dimension}"));
            all.push((
                format!("{dimension}-series"),
                alone(picture, heading, below),
            ));
        }
    }
    all
}
