//! A map of regions, as SVG: the darker the hatching, the more cases; each region has its number on it.
//!
//! Outlines of whole regions from Natural Earth (<https://www.naturalearthdata.com>, public domain), in the Equal Earth
//! projection. No border of a country is drawn.

use super::figure::{Figure, Row};
use super::messages::ReportMessages;
use super::page::{INK, Page, wrapped};
use super::picture::Picture;
use maud::{Markup, html};
use serde::Deserialize;
use sotto::code::Dimension;
use std::collections::BTreeMap;

const OUTLINES: &str = include_str!("../assets/map.json");
const SIZE: (i64, i64) = (960, 500);
const GREYS: [&str; 4] = ["#ffffff", "#dfe3ee", "#b3bcd6", "#8391bd"];

#[derive(Deserialize)]
struct Outline {
    x: i64,
    y: i64,
    d: String,
}

/// The map, where the table is one of regions and one of them is shown.
pub fn map(figure: &Figure, messages: &ReportMessages) -> Option<Picture> {
    if figure.table.dimensions != [Dimension::Geo] {
        return None;
    }
    let greatest = figure.shown().first()?.1.value;
    let outlines: BTreeMap<String, Outline> = serde_json::from_str(OUTLINES).ok()?;
    let places: Vec<(&Row, &Outline)> = figure
        .rows
        .iter()
        .filter_map(|row| Some((row, outlines.get(*row.codes.first()?)?)))
        .collect();
    let inside = html! {
        (patterns())
        @for (row, outline) in &places { (shape(row, outline, greatest)) }
        @for (row, outline) in &places { (label(figure, row, outline, messages)) }
        (legend(figure.threshold, greatest, messages))
    };
    Some(Picture {
        width: SIZE.0,
        height: SIZE.1,
        title: messages.text("map-heading"),
        inside,
    })
}

/// The regions that are on no map.
pub fn elsewhere(figure: &Figure, messages: &ReportMessages) -> String {
    let outlines: BTreeMap<String, Outline> = serde_json::from_str(OUTLINES).unwrap_or_default();
    let off = figure
        .rows
        .iter()
        .filter(|row| row.codes.iter().all(|code| !outlines.contains_key(*code)));
    let named = off.map(|row| format!("{} ({})", figure.name(row, messages), shown(figure, row)));
    messages.list(&named.collect::<Vec<_>>())
}

fn shown(figure: &Figure, row: &Row) -> String {
    row.value.map_or_else(
        || format!("< {}", figure.threshold),
        |value| value.in_words(figure.margin),
    )
}

/// Thirds of the greatest value; 0 where nothing is shown.
fn class(value: Option<i64>, greatest: i64) -> usize {
    match value {
        None => 0,
        Some(value) if 3 * value <= greatest => 1,
        Some(value) if 3 * value <= 2 * greatest => 2,
        Some(_) => 3,
    }
}

fn fill(class: usize) -> String {
    if class == 0 {
        "#ffffff".to_owned()
    } else {
        format!("url(#hatch{class})")
    }
}

/// Hatchings that are told apart without colour.
fn patterns() -> Markup {
    html! {
        defs {
            @for class in 1..=3usize {
                @let step = [0, 12, 8, 5][class];
                pattern id=(format!("hatch{class}")) width=(step) height=(step) patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect width=(step) height=(step) fill=(GREYS[class]) {}
                    line x1="0" x2="0" y1="0" y2=(step) stroke=(INK) stroke-width="1.4" {}
                }
            }
        }
    }
}

fn shape(row: &Row, outline: &Outline, greatest: i64) -> Markup {
    let class = class(row.value.map(|value| value.value), greatest);
    html! { path d=(outline.d) fill=(fill(class)) stroke=(INK) stroke-width="0.8" {} }
}

fn label(figure: &Figure, row: &Row, outline: &Outline, messages: &ReportMessages) -> Markup {
    let name = figure.name(row, messages);
    let page = Page::new(SIZE.0, messages);
    let lines = wrapped(&name, 15);
    let below = outline.y + 12 * i64::try_from(lines.len()).unwrap_or(1);
    html! {
        g text-anchor="middle" stroke="#ffffff" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke" {
            @for (line, place) in lines.iter().zip(0..) {
                text x=(outline.x) y=(outline.y + 11 * place) font-size="10" { (page.text(line)) }
            }
            text x=(outline.x) y=(below + 1) font-size="13" font-weight="700" { (shown(figure, row)) }
        }
    }
}

fn legend(threshold: i64, greatest: i64, messages: &ReportMessages) -> Markup {
    let thirds = [greatest / 3, 2 * greatest / 3, greatest];
    let few = messages.format("map-few", &[("threshold", threshold)]);
    let page = Page::new(SIZE.0, messages);
    let ranges = [
        few,
        format!("{threshold}–{}", thirds[0]),
        format!("{}–{}", thirds[0] + 1, thirds[1]),
        format!("{}–{}", thirds[1] + 1, thirds[2]),
    ];
    let possible = |class: &usize| *class == 0 || *class == 3 || thirds[*class - 1] >= threshold;
    let classes: Vec<usize> = (0..4).filter(possible).collect();
    html! {
        @for (class, place) in classes.iter().zip(0..) {
            rect x=(24) y=(SIZE.1 - 30 - 24 * place) width="28" height="16" fill=(fill(*class)) stroke=(INK) stroke-width="0.8" {}
            text x=(62) y=(SIZE.1 - 17 - 24 * place) font-size="12" { (page.text(&ranges[*class])) }
        }
    }
}
