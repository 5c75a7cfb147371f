//! The report: one page a language, whole in one file, without script, for screens and paper.

use super::annex::{files, methods, tables};
use super::chart::{MOST, bars};
use super::figure::{Figure, Row, Value};
use super::map::{elsewhere, map};
use super::messages::{ReportMessages, own_name};
use super::over_time::over_time;
use super::series::Series;
use crate::messages::grouped;
use crate::release::document::Release;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sotto::code::Dimension;

const STYLE: &str = include_str!("../assets/report.css");
/// Nothing is fetched from anywhere, and nothing runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
/// The largest number of hidden cells that are listed one by one.
const LISTED: usize = 16;

/// Everything that a report is made of.
pub struct Report<'a> {
    pub release: &'a Release,
    pub figures: &'a [Figure<'a>],
    pub series: &'a [Series<'a>],
    pub preview: bool,
}

/// Returns the name of the report's file in this language.
pub fn file_name(language: sotto::plan::Language) -> String {
    format!("report-{language}.html")
}

impl Report<'_> {
    /// Returns the whole page.
    pub fn page(&self, messages: &ReportMessages) -> String {
        let title = &self.release.plan().title;
        let page = html! {
            (DOCTYPE)
            html lang=(messages.language) dir=(messages.direction()) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) " · " (messages.text("report-kicker")) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        (self.head(messages))
                        (self.short(messages))
                        @for figure in self.figures { (self.section(figure, messages)) }
                        (self.over_time(messages))
                        (self.how_to_read(messages))
                        (tables(self.figures, messages))
                        (methods(self.release.plan(), self.figures, messages))
                        (files(messages))
                    }
                }
            }
        };
        page.into_string()
    }

    /// Returns the period, and a warning if these are not real cases.
    pub fn about(&self, messages: &ReportMessages) -> Vec<String> {
        let plan = self.release.plan();
        let (from, to) = (plan.from.to_string(), plan.to.to_string());
        let period = messages.format("report-period", &[("from", &from), ("to", &to)]);
        let mark = match (self.preview, plan.demo) {
            (true, _) => Some("report-preview"),
            (false, true) => Some("report-demo"),
            (false, false) => None,
        };
        std::iter::once(period)
            .chain(mark.map(|id| messages.text(id)))
            .collect()
    }

    fn head(&self, messages: &ReportMessages) -> Markup {
        let plan = self.release.plan();
        let (from, to) = (plan.from.to_string(), plan.to.to_string());
        let others = plan
            .languages
            .iter()
            .filter(|language| **language != messages.language);
        html! {
            header {
                p.kicker { (messages.text("report-kicker")) }
                h1 dir="auto" { (plan.title) }
                @if self.preview { p.mark { (messages.text("report-preview")) } }
                @else if plan.demo { p.mark { (messages.text("report-demo")) } }
                p { (messages.format("report-period", &[("from", &from), ("to", &to)])) }
                p.small { (messages.format("report-by", &[("names", &messages.list(self.release.contributors()))])) }
                @if plan.languages.len() > 1 {
                    nav.small { (messages.text("report-languages")) ": "
                        @for language in others { a href=(file_name(*language)) lang=(language) hreflang=(language) { (own_name(*language)) } }
                    }
                }
            }
        }
    }

    /// Renders the largest cell of each list, and the sum of the kinds: published values alone.
    fn short(&self, messages: &ReportMessages) -> Markup {
        let kinds = self
            .figures
            .iter()
            .find(|figure| figure.table.dimensions == [Dimension::Kind]);
        let total = kinds.and_then(Figure::total);
        let firsts = self
            .figures
            .iter()
            .filter(|figure| figure.table.dimensions.len() == 1);
        let firsts = firsts.filter_map(|figure| Some((figure, named(figure)?)));
        html! {
            section.short {
                h2 { (messages.text("short-heading")) }
                @match total {
                    Some((value, margin)) => p { (messages.format("short-total", &[("value", value), ("margin", margin)])) },
                    None => p { (messages.text("short-none")) },
                }
                ul {
                    @for (figure, (row, value)) in firsts {
                        li {
                            strong { (figure.heading(messages)) }
                            (messages.format("short-most", &[("name", &figure.name(row, messages)), ("value", &grouped(value.value)), ("margin", &figure.margin.to_string())]))
                            @if value.uncertain { " *" }
                        }
                    }
                }
            }
        }
    }

    fn section(&self, figure: &Figure, messages: &ReportMessages) -> Markup {
        html! {
            section {
                h2 { (figure.heading(messages)) }
                @if let Some(drawn) = map(figure, messages) {
                    figure.map {
                        (drawn.inline())
                        @let off = elsewhere(figure, messages);
                        @if !off.is_empty() { figcaption { p { (messages.format("map-elsewhere", &[("names", &off)])) } } }
                    }
                }
                figure.chart {
                    @if let Some(drawn) = bars(figure, messages) { (drawn.inline()) }
                    figcaption { (caption(figure, messages)) }
                }
            }
        }
    }

    fn over_time(&self, messages: &ReportMessages) -> Markup {
        html! {
            @if !self.series.is_empty() {
                section {
                    h2 { (messages.text("series-heading")) }
                    p { (messages.text("series-note")) }
                    @for series in self.series {
                        @if let Some(drawn) = over_time(series, messages) {
                            h3 { (messages.text(&format!("table-{}", series.dimension.as_str()))) }
                            figure.chart {
                                (drawn.inline())
                                figcaption { p { (messages.format("map-error", &[("margin", series.margin())])) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn how_to_read(&self, messages: &ReportMessages) -> Markup {
        let threshold = self
            .figures
            .first()
            .map_or(0, |figure| figure.threshold)
            .to_string();
        let example = self.figures.iter().find_map(|figure| {
            let (row, value) = named(figure)?;
            Some(format!(
                "{}: {} ± {} ({})",
                figure.name(row, messages),
                grouped(value.value),
                figure.margin,
                self.release.plan().title
            ))
        });
        html! {
            section {
                h2 { (messages.text("read-heading")) }
                ul.read {
                    li { (messages.text("read-wrong")) }
                    li { (messages.format("read-few", &[("threshold", &threshold)])) }
                    @for id in ["read-sums", "read-case", "read-world", "read-late"] { li { (messages.text(id)) } }
                    @if let Some(example) = example { li { (messages.format("read-quote", &[("example", &example)])) } }
                }
            }
        }
    }
}

/// Returns the largest cell that says something: not “unknown”, “other” or “none”.
fn named<'a>(figure: &'a Figure) -> Option<(&'a Row, Value)> {
    let mut shown = figure.shown().into_iter();
    shown.find(|(row, _)| {
        row.codes
            .iter()
            .all(|code| !matches!(*code, "unknown" | "other" | "none"))
    })
}

fn caption(figure: &Figure, messages: &ReportMessages) -> Markup {
    let threshold = figure.threshold.to_string();
    let shown = figure.shown();
    let few: Vec<String> = figure.few().map(|row| figure.name(row, messages)).collect();
    html! {
        @if shown.is_empty() { p { (messages.format("chart-nothing", &[("threshold", figure.threshold)])) } }
        @else {
            p { (messages.format("chart-error", &[("margin", figure.margin)])) }
            @if shown.len() > MOST { p { (messages.format("chart-more", &[("count", MOST)])) } }
            @if shown.iter().any(|(_, value)| value.uncertain) { p { (messages.text("chart-uncertain")) } }
            @if few.len() > LISTED { p { (messages.format("chart-others", &[("threshold", &threshold)])) } }
            @else if !few.is_empty() { p { (messages.format("chart-few", &[("threshold", &threshold), ("names", &messages.list(&few))])) } }
        }
    }
}
