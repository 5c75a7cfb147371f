//! Several releases of one list beside each other, as SVG.

use super::chart::{Scale, WIDTH};
use super::figure::Value;
use super::messages::ReportMessages;
use super::page::{INK, Page};
use super::picture::Picture;
use super::series::{Period, Series};
use crate::messages::grouped;
use maud::{Markup, html};

/// Two beside each other.
const PANEL: (i64, i64) = (277, 170);
/// The most codes of a list that are followed over time.
const FOLLOWED: usize = 6;

/// One list over time: a panel for each of the codes that came to most in the last period.
pub fn over_time(series: &Series, messages: &ReportMessages) -> Option<Picture> {
    let last = series.periods.last()?;
    let followed: Vec<&'static str> = last
        .figure
        .shown()
        .iter()
        .filter_map(|(row, _)| row.codes.first().copied())
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
    let page = Page::new(WIDTH, messages);
    let panels = followed.iter().zip(0..).map(|(code, place)| {
        let corner = (place % 2 * (PANEL.0 + 6), place / 2 * PANEL.1);
        panel(series, messages, page, corner, code, greatest)
    });
    Some(Picture {
        width: WIDTH,
        height: rows * PANEL.1 + 4,
        title: messages.text("series-heading"),
        inside: html! { @for one in panels { (one) } },
    })
}

fn panel(
    series: &Series,
    messages: &ReportMessages,
    page: Page,
    (start, top): (i64, i64),
    code: &str,
    greatest: i64,
) -> Markup {
    let scale = Scale::new(greatest, PANEL.1 - 62);
    let floor = top + PANEL.1 - 24;
    let count = i64::try_from(series.periods.len()).unwrap_or(1);
    let step = (PANEL.0 - 30) / count;
    let name = messages.name(series.dimension, code);
    html! {
        text x=(page.x(start + 4)) y=(top + 18) text-anchor=(page.anchor(true)) font-size="14" { (page.text(&name)) }
        line x1=(page.x(start + 4)) x2=(page.x(start + PANEL.0 - 6)) y1=(floor) y2=(floor) stroke=(INK) stroke-width="1" {}
        @for (period, place) in series.periods.iter().zip(0..) {
            @let x = page.x(start + 16 + step * place + step / 2);
            @let value = period.figure.rows.iter().find(|row| row.codes == [code]).and_then(|row| row.value);
            text x=(x) y=(floor + 14) text-anchor="middle" font-size="11" { (month(period)) }
            @if let Some(value) = value { (point(x, floor, scale, value)) }
            @else { text x=(x) y=(floor - 5) text-anchor="middle" font-size="12" { "< " (period.figure.threshold) } }
        }
    }
}

/// The month in which a period ended.
fn month(period: &Period) -> String {
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
