//! Periods of releases: years and quarters.

use super::failure::Failure;
use sotto::day::Day;
use sotto::plan::Series;

/// Days of a release: its first and last, and the first of the period before, from which on what came too late counts now.
#[derive(Debug, PartialEq, Eq)]
pub struct Period {
    pub series: Series,
    pub from: Day,
    pub to: Day,
    pub before: Day,
}

const QUARTERS: [(&str, &str); 4] = [
    ("01-01", "03-31"),
    ("04-01", "06-30"),
    ("07-01", "09-30"),
    ("10-01", "12-31"),
];

/// Reads `2026`, or `2026-Q3`.
pub fn period(text: &str) -> Result<Period, Failure> {
    let (year, quarter) = text
        .split_once("-Q")
        .map_or((text, None), |(year, quarter)| (year, Some(quarter)));
    let year: u16 = year.parse().map_err(|_| Failure::NoPeriod)?;
    let day = |year: u16, rest: &str| {
        format!("{year:04}-{rest}")
            .parse::<Day>()
            .map_err(|_| Failure::NoPeriod)
    };
    let last = year.saturating_sub(1);
    let Some(quarter) = quarter else {
        let (from, to) = (day(year, "01-01")?, day(year, "12-31")?);
        return Ok(Period {
            series: Series::Annual,
            from,
            to,
            before: day(last, "01-01")?,
        });
    };
    let number = ["1", "2", "3", "4"]
        .iter()
        .position(|word| *word == quarter)
        .ok_or(Failure::NoPeriod)?;
    let days = |number: usize| QUARTERS.get(number).ok_or(Failure::NoPeriod);
    let (from, to) = days(number)?;
    let before = match number.checked_sub(1) {
        Some(number) => day(year, days(number)?.0)?,
        None => day(last, days(3)?.0)?,
    };
    Ok(Period {
        series: Series::Quarterly,
        from: day(year, from)?,
        to: day(year, to)?,
        before,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_year_or_a_quarter_and_knows_the_one_before() {
        let words = |text: &str| {
            period(text)
                .map(
                    |Period {
                         series,
                         from,
                         to,
                         before,
                     }| format!("{series} {from} {to} {before}"),
                )
                .ok()
        };
        for (text, said) in [
            ("2025", "annual 2025-01-01 2025-12-31 2024-01-01"),
            ("2026-Q1", "quarterly 2026-01-01 2026-03-31 2025-10-01"),
            ("2026-Q2", "quarterly 2026-04-01 2026-06-30 2026-01-01"),
        ] {
            assert_eq!(words(text).as_deref(), Some(said));
        }
        for wrong in ["26", "2026-Q5", "2026-03", "last year", "-2026", ""] {
            assert_eq!(words(wrong), None, "{wrong}");
        }
    }
}
