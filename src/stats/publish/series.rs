//! Several releases of one series, side by side: sums and differences over time are made of published values only.

use super::figure::Figure;
use crate::release::document::Release;
use sotto::code::Dimension;
use sotto::day::Day;

/// One list over time.
pub struct Series<'a> {
    pub dimension: Dimension,
    /// The first first; the last is that of this release.
    pub periods: Vec<Period<'a>>,
}

/// One release in it.
pub struct Period<'a> {
    pub from: Day,
    pub to: Day,
    pub figure: Figure<'a>,
    /// Whether other organisations were counted than in the one before.
    pub is_break: bool,
}

impl Series<'_> {
    /// The largest error of its values.
    pub fn margin(&self) -> i64 {
        self.periods
            .iter()
            .map(|period| period.figure.margin)
            .max()
            .unwrap_or(0)
    }
}

/// Why releases make no series.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSeries {
    #[error(
        "{0} is of another series, or of other code lists: give releases of the same kind with --earlier"
    )]
    Other(String),
    #[error(
        "{0} is not earlier than this release, or its period overlaps another's: give each earlier release once"
    )]
    Overlaps(String),
}

/// The lists that this release and the earlier ones all have.
pub fn series<'a>(
    release: &'a Release,
    earlier: &'a [Release],
) -> Result<Vec<Series<'a>>, NoSeries> {
    if earlier.is_empty() {
        return Ok(Vec::new());
    }
    let mut all: Vec<&Release> = earlier.iter().chain([release]).collect();
    all.sort_by_key(|one| one.plan().from);
    let plan = release.plan();
    let other = |one: &&&Release| {
        one.plan().series != plan.series
            || one.plan().lists != plan.lists
            || one.plan().demo != plan.demo
    };
    if let Some(one) = all.iter().find(other) {
        return Err(NoSeries::Other(one.plan().title.clone()));
    }
    let overlaps =
        |pair: &&[&Release]| matches!(pair, [one, next] if next.plan().from <= one.plan().to);
    if let Some([_, one]) = all.windows(2).find(overlaps) {
        return Err(NoSeries::Overlaps(one.plan().title.clone()));
    }
    if all.last().is_none_or(|last| last.plan() != plan) {
        return Err(NoSeries::Overlaps(plan.title.clone()));
    }
    let dimensions = plan
        .tables
        .iter()
        .filter_map(|table| match table.dimensions.as_slice() {
            [dimension] => Some(*dimension),
            _ => None,
        });
    Ok(dimensions
        .filter_map(|dimension| of(dimension, &all))
        .collect())
}

fn of<'a>(dimension: Dimension, all: &[&'a Release]) -> Option<Series<'a>> {
    let mut counted: Option<&[String]> = None;
    let periods = all.iter().map(|release| {
        let figure = Figure::all(release)
            .into_iter()
            .find(|figure| figure.table.dimensions == [dimension])?;
        let before = counted.replace(release.contributors());
        let is_break = before.is_some_and(|before| before != release.contributors());
        let plan = release.plan();
        Some(Period {
            from: plan.from,
            to: plan.to,
            figure,
            is_break,
        })
    });
    Some(Series {
        dimension,
        periods: periods.collect::<Option<_>>()?,
    })
}
