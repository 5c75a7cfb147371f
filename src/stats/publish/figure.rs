//! A released table as it is shown: values with their errors. Charts, tables and sheets are all made of this.

use super::messages::ReportMessages;
use crate::messages::grouped;
use crate::release::document::{Cell, Release};
use sotto::code::Dimension;
use sotto::table::Table;

/// A value that is shown, and where the true one is, nineteen times out of twenty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    pub value: i64,
    pub lower: i64,
    pub upper: i64,
    /// Whether the standard error is more than a quarter of it, as the Australian Bureau of Statistics marks such values.
    pub uncertain: bool,
}

/// One cell: the codes that name it, and its value, if one is shown.
pub struct Row {
    pub codes: Vec<&'static str>,
    pub value: Option<Value>,
}

/// A table of a release, ready to be shown.
pub struct Figure<'a> {
    pub table: &'a Table,
    pub threshold: i64,
    pub margin: i64,
    /// The standard deviation of all noise, in hundredths.
    pub deviation: u64,
    pub rows: Vec<Row>,
}

/// SDMX's observation status, <https://registry.sdmx.org/items/codelist.html?resource=SDMX:CL_OBS_STATUS>.
pub fn status(value: Option<Value>) -> &'static str {
    match value {
        // Missing: suppressed.
        None => "Q",
        // Low reliability.
        Some(value) if value.uncertain => "U",
        // Normal.
        Some(_) => "A",
    }
}

impl<'a> Figure<'a> {
    /// Every table of a release.
    pub fn all(release: &'a Release) -> Vec<Self> {
        let coordinators = release.plan().coordinators.len();
        release
            .tables()
            .map(|(table, cells)| Self::new(table, cells, coordinators))
            .collect()
    }

    fn new(table: &'a Table, cells: &[Cell], coordinators: usize) -> Self {
        let margin = table.margin(coordinators);
        let value = |value: i64| Value {
            value,
            lower: (value - margin).max(0),
            upper: value + margin,
            uncertain: 2 * margin > value,
        };
        let rows = table.labels().into_iter().zip(cells);
        Self {
            table,
            threshold: table.threshold(coordinators),
            margin,
            deviation: table.deviation_in_hundredths(coordinators),
            rows: rows
                .map(|(codes, cell)| Row {
                    codes,
                    value: cell.value().map(value),
                })
                .collect(),
        }
    }

    /// What is shown, the largest first; the order of the lists where values are equal.
    pub fn shown(&self) -> Vec<(&Row, Value)> {
        let mut shown: Vec<_> = self
            .rows
            .iter()
            .filter_map(|row| Some((row, row.value?)))
            .collect();
        shown.sort_by_key(|(_, value)| std::cmp::Reverse(value.value));
        shown
    }

    /// What is not shown.
    pub fn few(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.value.is_none())
    }

    /// What the cell is called.
    pub fn name(&self, row: &Row, messages: &ReportMessages) -> String {
        let dimensions = self.table.dimensions.iter().zip(&row.codes);
        let names: Vec<_> = dimensions
            .map(|(dimension, code)| messages.name(*dimension, code))
            .collect();
        names.join(" · ")
    }

    /// What the table is called.
    pub fn heading(&self, messages: &ReportMessages) -> String {
        match self.table.dimensions.as_slice() {
            [one, other] => {
                let names = [messages.dimension(*one), messages.dimension(*other)];
                messages.format("table-cross", &[("one", &names[0]), ("other", &names[1])])
            }
            _ => messages.text(&format!("table-{}", self.table.name())),
        }
    }

    /// What is added up of the values that are shown, and its error: the deviations of that many cells, twice. A sum of
    /// published values, and nothing else.
    pub fn total(&self) -> Option<(i64, i64)> {
        let shown = self.shown();
        let cells = i64::try_from(shown.len()).ok().filter(|cells| *cells > 0)?;
        let square = self.margin.pow(2) * cells;
        let margin = square.isqrt() + i64::from(square.isqrt().pow(2) < square);
        Some((shown.iter().map(|(_, value)| value.value).sum(), margin))
    }
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

impl Value {
    /// With its error beside it, and a mark where that is large.
    pub fn in_words(self, margin: i64) -> String {
        let mark = if self.uncertain { " *" } else { "" };
        format!("{} ± {margin}{mark}", grouped(self.value))
    }
}
