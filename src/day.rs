//! A day in UTC: the finest time that is ever written down.

use crate::as_text::as_text;
use std::fmt;
use std::str::FromStr;
use time::{Date, Month};

/// A UTC day, counted from 1970-01-01. Between 1970-05-09 and 2059-09-18, so that it is always stored in two bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u16);

const EPOCH: Date = match Date::from_calendar_date(1970, Month::January, 1) {
    Ok(date) => date,
    Err(_) => Date::MIN,
};

/// The text or number is not a day from 1970-05-09 to 2059-09-18.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a day: write it as 2026-11-22")]
pub struct NotADay;

impl Day {
    /// The earliest and the latest day, so that SQLite stores each in two bytes.
    pub const RANGE: std::ops::RangeInclusive<u16> = 128..=32_767;

    /// The earliest day. It stands where no day is meant.
    pub const FIRST: Self = Self(*Self::RANGE.start());

    /// Returns the day of a time in seconds since the Unix epoch.
    pub fn of_unix(seconds: u64) -> Result<Self, NotADay> {
        u16::try_from(seconds / 86_400)
            .map_err(|_| NotADay)?
            .try_into()
    }

    /// Returns the number of days since 1970-01-01.
    pub fn number(self) -> u16 {
        self.0
    }

    /// Returns the number of days from `earlier` to this one; zero if `earlier` is not earlier.
    pub fn since(self, earlier: Self) -> u16 {
        self.0.saturating_sub(earlier.0)
    }

    /// Returns the day `days` later, at most the last day there is.
    pub fn plus(self, days: u16) -> Self {
        Self(self.0.saturating_add(days).min(*Self::RANGE.end()))
    }
}

impl TryFrom<u16> for Day {
    type Error = NotADay;

    fn try_from(number: u16) -> Result<Self, NotADay> {
        Self::RANGE
            .contains(&number)
            .then_some(Self(number))
            .ok_or(NotADay)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = EPOCH + time::Duration::days(i64::from(self.0));
        write!(
            f,
            "{:04}-{:02}-{:02}",
            date.year(),
            u8::from(date.month()),
            date.day()
        )
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let mut parts = text.split('-');
        let (Some(year), Some(month), Some(day), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotADay);
        };
        let month: u8 = number(month, 2)?;
        let month = Month::try_from(month).map_err(|_| NotADay)?;
        let date = Date::from_calendar_date(number(year, 4)?, month, number(day, 2)?)
            .map_err(|_| NotADay)?;
        u16::try_from((date - EPOCH).whole_days())
            .map_err(|_| NotADay)?
            .try_into()
    }
}

fn number<T: FromStr>(digits: &str, length: usize) -> Result<T, NotADay> {
    if digits.len() != length || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotADay);
    }
    digits.parse().map_err(|_| NotADay)
}

as_text!(Day);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_second_falls_in_its_utc_day() {
        assert_eq!(
            Day::of_unix(1_795_305_600 - 1).unwrap().to_string(),
            "2026-11-21"
        );
        assert_eq!(
            Day::of_unix(1_795_305_600).unwrap().to_string(),
            "2026-11-22"
        );
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for wrong in [
            "",
            "2026-13-01",
            "2026-02-29",
            "26-01-01",
            "2026-1-1",
            "2026-01-01-",
            "1969-12-31",
            "2100-01-01",
            "+026-01-01",
        ] {
            assert_eq!(wrong.parse::<Day>(), Err(NotADay), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_day_reads_back(number in Day::RANGE) {
            let day = Day::try_from(number).unwrap();
            prop_assert_eq!(day.to_string().parse(), Ok(day));
        }
    }
}
