//! The report: one page a language, whole in one file, without script, for screens and paper.

use super::annex::{files, methods, tables};
use super::chart::{MOST, bars};
use super::figure::{Figure, Row, Value};
use super::map::{elsewhere, map};
use super::messages::{Words, own_name};
use super::over_time::over_time;
use super::series::Series;
use crate::messages::grouped;
use crate::release::figures::Release;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sotto::code::Dimension;

const STYLE: &str = include_str!("../assets/report.css");
/// Nothing is fetched from anywhere, and nothing runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
/// More names than this are not listed one by one.
const LISTED: usize = 16;

/// What a report is made of.
pub struct Report<'a> {
    pub release: &'a Release,
    pub figures: &'a [Figure<'a>],
    pub series: &'a [Series<'a>],
    pub preview: bool,
}

/// The file of the report in this language.
pub fn file(language: sotto::plan::Language) -> String {
    format!("report-{language}.html")
}

impl Report<'_> {
    /// The whole page.
    pub fn page(&self, words: &Words) -> String {
        let title = &self.release.plan().title;
        let page = html! {
            (DOCTYPE)
            html lang=(words.language) dir=(words.direction()) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) " · " (words.say("report-kicker")) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        (self.head(words))
                        (self.short(words))
                        @for figure in self.figures { (self.section(figure, words)) }
                        (self.over_time(words))
                        (self.how_to_read(words))
                        (tables(self.figures, words))
                        (methods(self.release.plan(), self.figures, words))
                        (files(words))
                    }
                }
            }
        };
        page.into_string()
    }

    /// The period, and that these are no real cases where they are none.
    pub fn about(&self, words: &Words) -> Vec<String> {
        let plan = self.release.plan();
        let (from, to) = (plan.from.to_string(), plan.to.to_string());
        let period = words.fill("report-period", &[("from", &from), ("to", &to)]);
        let mark = match (self.preview, plan.demo) {
            (true, _) => Some("report-preview"),
            (false, true) => Some("report-demo"),
            (false, false) => None,
        };
        std::iter::once(period)
            .chain(mark.map(|id| words.say(id)))
            .collect()
    }

    fn head(&self, words: &Words) -> Markup {
        let plan = self.release.plan();
        let (from, to) = (plan.from.to_string(), plan.to.to_string());
        let others = plan
            .languages
            .iter()
            .filter(|language| **language != words.language);
        html! {
            header {
                p.kicker { (words.say("report-kicker")) }
                h1 dir="auto" { (plan.title) }
                @if self.preview { p.mark { (words.say("report-preview")) } }
                @else if plan.demo { p.mark { (words.say("report-demo")) } }
                p { (words.fill("report-period", &[("from", &from), ("to", &to)])) }
                p.small { (words.fill("report-by", &[("names", &words.list(self.release.contributors()))])) }
                @if plan.languages.len() > 1 {
                    nav.small { (words.say("report-languages")) ": "
                        @for language in others { a href=(file(*language)) lang=(language) hreflang=(language) { (own_name(*language)) } }
                    }
                }
            }
        }
    }

    /// The most of each list, and what the kinds add up to: sums of published values.
    fn short(&self, words: &Words) -> Markup {
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
                h2 { (words.say("short-heading")) }
                @match total {
                    Some((value, margin)) => p { (words.fill("short-total", &[("value", value), ("margin", margin)])) },
                    None => p { (words.say("short-none")) },
                }
                ul {
                    @for (figure, (row, value)) in firsts {
                        li {
                            strong { (figure.heading(words)) }
                            (words.fill("short-most", &[("name", &figure.name(row, words)), ("value", &grouped(value.value)), ("margin", &figure.margin.to_string())]))
                            @if value.uncertain { " *" }
                        }
                    }
                }
            }
        }
    }

    fn section(&self, figure: &Figure, words: &Words) -> Markup {
        html! {
            section {
                h2 { (figure.heading(words)) }
                @if let Some(drawn) = map(figure, words) {
                    figure.map {
                        (drawn.inline())
                        @let off = elsewhere(figure, words);
                        @if !off.is_empty() { figcaption { p { (words.fill("map-elsewhere", &[("names", &off)])) } } }
                    }
                }
                figure.chart {
                    @if let Some(drawn) = bars(figure, words) { (drawn.inline()) }
                    figcaption { (caption(figure, words)) }
                }
            }
        }
    }

    fn over_time(&self, words: &Words) -> Markup {
        html! {
            @if !self.series.is_empty() {
                section {
                    h2 { (words.say("series-heading")) }
                    p { (words.say("series-note")) }
                    @for series in self.series {
                        @if let Some(drawn) = over_time(series, words) {
                            h3 { (words.say(&format!("table-{}", series.side.word()))) }
                            figure.chart {
                                (drawn.inline())
                                figcaption { p { (words.fill("map-error", &[("margin", series.margin())])) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn how_to_read(&self, words: &Words) -> Markup {
        let threshold = self
            .figures
            .first()
            .map_or(0, |figure| figure.threshold)
            .to_string();
        let example = self.figures.iter().find_map(|figure| {
            let (row, value) = named(figure)?;
            Some(format!(
                "{}: {} ± {} ({})",
                figure.name(row, words),
                grouped(value.value),
                figure.margin,
                self.release.plan().title
            ))
        });
        html! {
            section {
                h2 { (words.say("read-heading")) }
                ul.read {
                    li { (words.say("read-wrong")) }
                    li { (words.fill("read-few", &[("threshold", &threshold)])) }
                    @for id in ["read-sums", "read-case", "read-world", "read-late"] { li { (words.say(id)) } }
                    @if let Some(example) = example { li { (words.fill("read-quote", &[("example", &example)])) } }
                }
            }
        }
    }
}

/// The cell that came to most, of those that say something: not “unknown”, nor “other”.
fn named<'a>(figure: &'a Figure) -> Option<(&'a Row, Value)> {
    let mut shown = figure.shown().into_iter();
    shown.find(|(row, _)| {
        row.words
            .iter()
            .all(|word| !matches!(*word, "unknown" | "other" | "none"))
    })
}

fn caption(figure: &Figure, words: &Words) -> Markup {
    let threshold = figure.threshold.to_string();
    let shown = figure.shown();
    let few: Vec<String> = figure.few().map(|row| figure.name(row, words)).collect();
    html! {
        @if shown.is_empty() { p { (words.fill("chart-nothing", &[("threshold", figure.threshold)])) } }
        @else {
            p { (words.fill("chart-error", &[("margin", figure.margin)])) }
            @if shown.len() > MOST { p { (words.fill("chart-more", &[("count", MOST)])) } }
            @if shown.iter().any(|(_, value)| value.uncertain) { p { (words.say("chart-uncertain")) } }
            @if few.len() > LISTED { p { (words.fill("chart-others", &[("threshold", &threshold)])) } }
            @else if !few.is_empty() { p { (words.fill("chart-few", &[("threshold", &threshold), ("names", &words.list(&few))])) } }
        }
    }
}
