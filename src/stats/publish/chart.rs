//! Bars with their errors, as SVG: black on white, so that they read in print and without colour.
//!
//! Drawn by hand, since the libraries that were looked at draw no error bars and nothing from right to left.

use super::figure::{Figure, Value};
use super::picture::Picture;
use super::series::Series;
use crate::messages::grouped;
use crate::publish::messages::Words;
use maud::{Markup, html};

/// Small enough that a phone shows it whole, and its letters can be read.
const WIDTH: i64 = 560;
const ROW: i64 = 48;
const TOP: i64 = 26;
/// What is left free beside the longest line.
const SIDE: i64 = 12;
/// The most bars; the table has all.
pub const MOST: usize = 20;

pub const INK: &str = "#1b1b2f";
pub const BAR: &str = "#5b6c9d";
const GRID: &str = "#c9cdd8";

/// How wide a picture is, and in which direction it is read: from right to left all is mirrored.
#[derive(Clone, Copy)]
pub struct Page {
    width: i64,
    rtl: bool,
}

impl Page {
    pub fn new(width: i64, words: &Words) -> Self {
        Self {
            width,
            rtl: words.is_rtl(),
        }
    }

    /// Where a point lies that is so far from the side on which lines begin.
    pub fn x(self, from_start: i64) -> i64 {
        if self.rtl {
            self.width - from_start
        } else {
            from_start
        }
    }

    /// The left edge of what begins there and is so wide.
    fn left(self, from_start: i64, width: i64) -> i64 {
        if self.rtl {
            self.width - from_start - width
        } else {
            from_start
        }
    }

    /// The anchor of text that begins at its point, or ends there.
    pub fn anchor(self, begins: bool) -> &'static str {
        if begins == self.rtl { "end" } else { "start" }
    }

    /// Text, held together in its own direction.
    pub fn text(self, text: &str) -> String {
        if self.rtl {
            format!("\u{2067}{text}\u{2069}")
        } else {
            text.to_owned()
        }
    }
}

/// The cells of a table that are shown, the largest first. Nothing, where none is.
pub fn bars(figure: &Figure, words: &Words) -> Option<Picture> {
    let mut shown = figure.shown();
    shown.truncate(MOST);
    let greatest = shown.iter().map(|(_, value)| value.upper).max()?;
    let scale = Scale::new(greatest, WIDTH - 2 * SIDE);
    let page = Page::new(WIDTH, words);
    let height = TOP + ROW * i64::try_from(shown.len()).ok()? + 8;
    let rows = shown.iter().zip(0..).map(|((row, value), place)| {
        bar(
            page,
            scale,
            TOP + ROW * place,
            &figure.name(row, words),
            *value,
            figure.margin,
        )
    });
    let inside = html! { (grid(page, scale, height)) @for row in rows { (row) } };
    Some(Picture {
        width: WIDTH,
        height,
        title: figure.heading(words),
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
struct Scale {
    greatest: i64,
    length: i64,
}

impl Scale {
    fn new(greatest: i64, length: i64) -> Self {
        Self {
            greatest: greatest.max(1),
            length,
        }
    }

    fn length(self, value: i64) -> i64 {
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

/// Two lines at most, broken at the space that is nearest to the middle. Chinese letters are twice as wide.
pub fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let width = |text: &str| {
        text.chars()
            .map(|letter| if letter > '\u{2e80}' { 2 } else { 1 })
            .sum::<usize>()
    };
    let whole = width(text);
    if whole <= letters {
        return vec![text.to_owned()];
    }
    let halves = text
        .match_indices(' ')
        .filter_map(|(place, _)| text.split_at_checked(place));
    let Some((first, second)) = halves.min_by_key(|(first, _)| width(first).abs_diff(whole / 2))
    else {
        return vec![text.to_owned()];
    };
    vec![first.to_owned(), second.trim_start().to_owned()]
}

/// Two beside each other.
const PANEL: (i64, i64) = (277, 170);
/// The most words of a list that are followed over time.
const FOLLOWED: usize = 6;

/// One list over time: a panel for each of the words that came to most in the last period.
pub fn over_time(series: &Series, words: &Words) -> Option<Picture> {
    let last = series.periods.last()?;
    let followed: Vec<&'static str> = last
        .figure
        .shown()
        .iter()
        .filter_map(|(row, _)| row.words.first().copied())
        .take(FOLLOWED)
        .collect();
    let greatest = series
        .periods
        .iter()
        .flat_map(|period| period.figure.shown())
        .map(|(_, value)| value.upper)
        .max()?;
    let rows = i64::try_from(followed.len().div_ceil(2))
        .ok()
        .filter(|rows| *rows > 0)?;
    let page = Page::new(WIDTH, words);
    let panels = followed.iter().zip(0..).map(|(word, place)| {
        let corner = (place % 2 * (PANEL.0 + 6), place / 2 * PANEL.1);
        panel(series, words, page, corner, word, greatest)
    });
    Some(Picture {
        width: WIDTH,
        height: rows * PANEL.1 + 4,
        title: words.say("series-heading"),
        inside: html! { @for one in panels { (one) } },
    })
}

fn panel(
    series: &Series,
    words: &Words,
    page: Page,
    (start, top): (i64, i64),
    word: &str,
    greatest: i64,
) -> Markup {
    let scale = Scale::new(greatest, PANEL.1 - 62);
    let floor = top + PANEL.1 - 24;
    let count = i64::try_from(series.periods.len()).unwrap_or(1);
    let step = (PANEL.0 - 30) / count;
    let name = words.name(series.side, word);
    html! {
        text x=(page.x(start + 4)) y=(top + 18) text-anchor=(page.anchor(true)) font-size="14" { (page.text(&name)) }
        line x1=(page.x(start + 4)) x2=(page.x(start + PANEL.0 - 6)) y1=(floor) y2=(floor) stroke=(INK) stroke-width="1" {}
        @for (period, place) in series.periods.iter().zip(0..) {
            @let x = page.x(start + 16 + step * place + step / 2);
            @let value = period.figure.rows.iter().find(|row| row.words == [word]).and_then(|row| row.value);
            text x=(x) y=(floor + 14) text-anchor="middle" font-size="11" { (month(period)) }
            @if let Some(value) = value { (point(x, floor, scale, value)) }
            @else { text x=(x) y=(floor - 5) text-anchor="middle" font-size="12" { "< " (period.figure.threshold) } }
        }
    }
}

/// The month in which a period ended.
fn month(period: &super::series::Period) -> String {
    period.to.to_string().chars().take(7).collect()
}

fn point(x: i64, floor: i64, scale: Scale, value: Value) -> Markup {
    let y = |of: i64| floor - scale.length(of);
    let path = format!(
        "M{},{low}H{}M{x},{low}V{high}M{},{high}H{}",
        x - 4,
        x + 4,
        x - 4,
        x + 4,
        low = y(value.lower),
        high = y(value.upper)
    );
    html! {
        path d=(path) stroke=(INK) stroke-width="1.5" fill="none" {}
        circle cx=(x) cy=(y(value.value)) r="4" fill=(INK) {}
        text x=(x) y=(y(value.upper) - 5) text-anchor="middle" font-size="12.5" { (grouped(value.value)) }
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

    #[test]
    fn a_long_name_breaks_near_its_middle() {
        assert_eq!(wrapped("Phishing", 34), ["Phishing"]);
        assert_eq!(
            wrapped("Defensoras de derechos de las mujeres", 34),
            ["Defensoras de derechos", "de las mujeres"]
        );
        assert_eq!(wrapped(&"语".repeat(40), 34), ["语".repeat(40)]);
    }
}
