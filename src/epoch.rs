//! Epochs: the blocks of 28 days in which a handler keeps one key.

use crate::day::Day;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An epoch: 28 days, numbered from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(u16);

impl Epoch {
    /// How many days an epoch has.
    pub const DAYS: u16 = 28;

    /// Returns the epoch in which this day lies.
    pub fn of(day: Day) -> Self {
        Self(day.number() / Self::DAYS)
    }

    /// Returns its number: how many epochs there were since 1970-01-01.
    pub fn number(self) -> u16 {
        self.0
    }

    /// Returns its first day, at least the first day there is.
    pub fn first(self) -> Day {
        let number = self.0.saturating_mul(Self::DAYS);
        let (earliest, latest) = (*Day::RANGE.start(), *Day::RANGE.end());
        Day::try_from(number.clamp(earliest, latest)).unwrap_or(Day::FIRST)
    }

    /// Returns its last day, at most the last day there is.
    pub fn last(self) -> Day {
        let number = self.next().0.saturating_mul(Self::DAYS) - 1;
        let latest = *Day::RANGE.end();
        Day::try_from(number.min(latest)).unwrap_or(Day::FIRST)
    }

    /// Returns the epoch after it.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_epoch_has_28_days_from_its_first_to_its_last() {
        let day: Day = "2026-11-25".parse().unwrap();
        let epoch = Epoch::of(day);
        assert_eq!(epoch.number(), 742);
        assert_eq!(epoch.first().to_string(), "2026-11-19");
        assert_eq!(epoch.last().to_string(), "2026-12-16");
        assert_eq!(epoch.next().first(), epoch.last().plus(1));
    }

    proptest! {
        #[test]
        fn every_day_lies_in_its_epoch(number in Day::RANGE) {
            let day = Day::try_from(number).unwrap();
            let epoch = Epoch::of(day);
            prop_assert!((epoch.first()..=epoch.last()).contains(&day));
        }

        #[test]
        fn every_number_is_an_epoch(number: u16) {
            let epoch: Epoch = serde_json::from_str(&number.to_string()).unwrap();
            prop_assert!(epoch.first() <= epoch.last());
        }
    }
}
