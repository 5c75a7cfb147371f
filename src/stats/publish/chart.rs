//! Bars with their errors, as SVG: black on white, so that they read in print and without colour.
//!
//! Drawn by hand, since the libraries that were looked at draw no error bars and nothing from right to left.

use super::figure::{Figure, Value};
use super::messages::ReportMessages;
use super::page::{INK, Page};
use super::picture::Picture;
use crate::messages::grouped;
use maud::{Markup, html};

/// Small enough that a phone shows it whole, and its letters can be read.
pub const WIDTH: i64 = 560;
const ROW: i64 = 48;
const TOP: i64 = 26;
/// What is left free beside the longest line.
const SIDE: i64 = 12;
/// The most bars; the table has all.
pub const MOST: usize = 20;

const BAR: &str = "#5b6c9d";
const GRID: &str = "#c9cdd8";

/// The cells of a table that are shown, the largest first. Nothing, where none is.
pub fn bars(figure: &Figure, messages: &ReportMessages) -> Option<Picture> {
    let mut shown = figure.shown();
    shown.truncate(MOST);
    let greatest = shown.iter().map(|(_, value)| value.upper).max()?;
    let scale = Scale::new(greatest, WIDTH - 2 * SIDE);
    let page = Page::new(WIDTH, messages);
    let height = TOP + ROW * i64::try_from(shown.len()).ok()? + 8;
    let rows = shown.iter().zip(0..).map(|((row, value), place)| {
        bar(
            page,
            scale,
            TOP + ROW * place,
            &figure.name(row, messages),
            *value,
            figure.margin,
        )
    });
    let inside = html! { (grid(page, scale, height)) @for row in rows { (row) } };
    Some(Picture {
        width: WIDTH,
        height,
        title: figure.heading(messages),
        inside,
    })
}

fn grid(page: Page, scale: Scale, height: i64) -> Markup {
    html! {
        @for tick in scale.ticks() {
            @let x = page.x(SIDE + scale.length(tick));
            line x1=(x) x2=(x) y1=(TOP - 6) y2=(height - 6) stroke=(GRID) stroke-width="1" {}
            text x=(x) y=(TOP - 11) text-anchor="middle" font-size="12" { (grouped(tick)) }
        }
    }
}

/// The name and the value on one line, the bar below.
fn bar(page: Page, scale: Scale, top: i64, name: &str, value: Value, margin: i64) -> Markup {
    let length = scale.length(value.value).max(1);
    html! {
        g stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke" font-size="15" {
            text x=(page.x(SIDE)) y=(top + 18) text-anchor=(page.anchor(true)) { (page.text(name)) }
            text x=(page.x(WIDTH - SIDE)) y=(top + 18) text-anchor=(page.anchor(false)) { (value.in_words(margin)) }
        }
        rect x=(page.left(SIDE, length)) y=(top + 26) width=(length) height="16" fill=(BAR) {}
        (whisker(page.x(SIDE + scale.length(value.lower)), page.x(SIDE + scale.length(value.upper)), top + 34))
    }
}

/// From the least to the most that the true number is, nineteen times out of twenty.
fn whisker(from: i64, to: i64, y: i64) -> Markup {
    let path = format!(
        "M{from},{}V{}M{from},{y}H{to}M{to},{}V{}",
        y - 4,
        y + 4,
        y - 4,
        y + 4
    );
    html! {
        path d=(path) stroke="#ffffff" stroke-width="4" fill="none" {}
        path d=(path) stroke=(INK) stroke-width="2" fill="none" {}
    }
}

/// From values to lengths.
#[derive(Clone, Copy)]
pub struct Scale {
    greatest: i64,
    length: i64,
}

impl Scale {
    pub fn new(greatest: i64, length: i64) -> Self {
        Self {
            greatest: greatest.max(1),
            length,
        }
    }

    pub fn length(self, value: i64) -> i64 {
        value * self.length / self.greatest
    }

    /// Zero and a few round numbers: steps of 1, 2 or 5 times a power of ten, five at most.
    fn ticks(self) -> Vec<i64> {
        let powers = (0..18).map(|power| 10i64.pow(power));
        let mut steps = powers.flat_map(|power| [power, 2 * power, 5 * power]);
        let step = steps
            .find(|step| self.greatest / step <= 5)
            .unwrap_or(self.greatest);
        (0..=self.greatest / step).map(|n| n * step).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_round_numbers_and_few() {
        for (greatest, ticks) in [
            (38, vec![0, 10, 20, 30]),
            (133, vec![0, 50, 100]),
            (4_012, vec![0, 1_000, 2_000, 3_000, 4_000]),
        ] {
            assert_eq!(Scale::new(greatest, 300).ticks(), ticks);
        }
    }
}
