//! Renders every file of a published folder, in memory. The same release gives the same bytes.

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

/// Returns every file of the folder but the signatures.
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

/// Returns every picture with its name. Each says what it shows and whether the cases are real, since it may travel alone.
fn pictures(report: &Report, messages: &ReportMessages) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut add = |name: String, picture: Option<Picture>, heading: String, below: String| {
        let Some(picture) = picture else { return };
        let above = report.about(messages);
        let caption = Caption {
            heading,
            above,
            below,
        };
        let page = Page::new(picture.width, messages);
        all.push((name, picture.standalone(&caption, page)));
    };
    for figure in report.figures {
        let (name, heading) = (figure.table.name(), figure.heading(messages));
        let below = |id: &str| messages.format(id, &[("margin", figure.margin)]);
        let chart = bars(figure, messages);
        add(name.clone(), chart, heading.clone(), below("chart-error"));
        let map = map(figure, messages);
        add(format!("{name}-map"), map, heading, below("map-error"));
    }
    for one in report.series {
        let name = one.dimension.as_str();
        let margin = messages.format("map-error", &[("margin", one.margin())]);
        let below = [messages.text("series-note"), margin].join(" ");
        let heading = messages.text(&format!("table-{name}"));
        let panels = over_time(one, messages);
        add(format!("{name}-series"), panels, heading, below);
    }
    all
}
