//! One table of a release: its cells, the noise that each gets, and the least value that is shown.
//!
//! Calculated with whole numbers and fractions of them: a privacy budget must not be rounded.

use crate::code::{Code, Dimension};
use serde::{Deserialize, Serialize};

/// One table to be released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its sides: one list, or two crossed.
    pub dimensions: Vec<Dimension>,
    /// The budget it spends, ρ in thousandths.
    pub rho: u32,
}

/// Values are rounded to a multiple of this.
pub const ROUNDED_TO: i64 = 5;

/// Returns how many standard deviations a value must reach to be shown, in halves: with more cells, large noise is
/// likelier in one of them.
const fn halves(cells: usize) -> i128 {
    match cells {
        0..=200 => 6,
        201..=1_000 => 7,
        _ => 8,
    }
}

impl Table {
    /// Returns the number of its cells.
    pub fn cells(&self) -> usize {
        let sides = self.dimensions.iter();
        sides.map(|side| side.length()).product()
    }

    /// Returns the index of the one cell that a case falls in.
    pub fn cell(&self, code: &Code) -> usize {
        self.dimensions
            .iter()
            .fold(0, |cell, side| cell * side.length() + side.index(code))
    }

    /// Returns the words that name each cell, in order.
    pub fn labels(&self) -> Vec<Vec<&'static str>> {
        self.dimensions.iter().fold(vec![Vec::new()], |rows, side| {
            let words = side.words();
            rows.iter()
                .flat_map(|row| words.iter().map(|word| [row.clone(), vec![*word]].concat()))
                .collect()
        })
    }

    /// Returns its name in files: `kind`, `country-kind`.
    pub fn name(&self) -> String {
        let words: Vec<_> = self.dimensions.iter().map(|side| side.as_str()).collect();
        words.join("-")
    }

    /// Returns the variance σ² = 1/(2ρ) of the noise of one coordinator, as a fraction (numerator, denominator).
    pub fn variance(&self) -> (u64, u64) {
        (1_000, 2 * u64::from(self.rho))
    }

    /// Returns the least noisy value that is shown, where so many coordinators add noise: the least multiple of 5 that is at
    /// least three deviations of all noise together (four in the largest tables).
    ///
    /// So a table of which nothing is true shows a cell in less than one of four releases, and mostly far less.
    pub fn threshold(&self, coordinators: usize) -> i64 {
        let (numerator, denominator) = self.noise(coordinators);
        let halves = halves(self.cells());
        let reaches =
            |t: &i64| 4 * i128::from(*t).pow(2) * denominator >= halves.pow(2) * numerator;
        (1..)
            .map(|n| ROUNDED_TO * n)
            .find(reaches)
            .unwrap_or(i64::MAX)
    }

    /// Returns two standard deviations of what separates a shown value from the truth, rounded up: all noise, and the rounding
    /// (whose variance is 2, the five remainders being equally likely).
    pub fn margin(&self, coordinators: usize) -> i64 {
        let (numerator, denominator) = self.noise(coordinators);
        let reaches =
            |m: &i64| i128::from(*m).pow(2) * denominator >= 4 * (numerator + 2 * denominator);
        (1..).find(reaches).unwrap_or(i64::MAX)
    }

    /// Returns the standard deviation of all noise together in hundredths, rounded to the nearest: for notes beside tables.
    pub fn deviation_in_hundredths(&self, coordinators: usize) -> u64 {
        let (numerator, denominator) = self.noise(coordinators);
        let nearest = |h: &u64| (2 * i128::from(*h) + 1).pow(2) * denominator > 40_000 * numerator;
        (0..).find(nearest).unwrap_or(u64::MAX)
    }

    fn noise(&self, coordinators: usize) -> (i128, i128) {
        let (numerator, denominator) = self.variance();
        let coordinators = i128::try_from(coordinators).unwrap_or(i128::MAX);
        (
            i128::from(numerator) * coordinators,
            i128::from(denominator),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(dimensions: &[Dimension], rho: u32) -> Table {
        Table {
            dimensions: dimensions.to_vec(),
            rho,
        }
    }

    #[test]
    fn thresholds_are_three_deviations_of_what_is_published() {
        let kind = |rho| table(&[Dimension::Kind], rho);
        // One coordinator's noise has σ = √(500/ρ).
        for (rho, alone, both) in [
            (25, 15, 20), // σ 4.47, together 6.32
            (20, 15, 25), // 5.00, 7.07
            (8, 25, 35),  // 7.91, 11.18
            (12, 20, 30), // 6.45, 9.13
            (6, 30, 40),  // 9.13, 12.91
        ] {
            assert_eq!(kind(rho).threshold(1), alone, "rho {rho}/1000");
            assert_eq!(kind(rho).threshold(2), both, "rho {rho}/1000");
        }
        assert_eq!(
            table(&[Dimension::Geo, Dimension::Kind], 29).threshold(2),
            20
        );
        assert_eq!(table(&[Dimension::Country], 25).threshold(2), 25);
        assert_eq!(
            table(&[Dimension::Country, Dimension::Kind], 30).threshold(2),
            25
        );
    }

    #[test]
    fn an_empty_table_hardly_ever_shows_a_cell() {
        /// P(Z > z), Abramowitz and Stegun 7.1.26.
        fn beyond(z: f64) -> f64 {
            let t = 1.0 / (1.0 + 0.327_591_1 * z / 2f64.sqrt());
            let series = [
                0.254_829_592,
                -0.284_496_736,
                1.421_413_741,
                -1.453_152_027,
                1.061_405_429,
            ];
            let sum: f64 = series
                .iter()
                .enumerate()
                .map(|(n, a)| a * t.powi(n as i32 + 1))
                .sum();
            sum * (-z * z / 2.0).exp() / 2.0
        }
        let sides = [
            vec![Dimension::Kind],
            vec![Dimension::Country],
            vec![Dimension::Geo, Dimension::Kind],
            vec![Dimension::Country, Dimension::Kind],
        ];
        for dimensions in sides {
            for rho in [6, 8, 12, 20, 25, 29, 30] {
                let table = table(&dimensions, rho);
                let sigma = table.deviation_in_hundredths(2) as f64 / 100.0;
                let shown =
                    beyond((table.threshold(2) as f64 - 0.5) / sigma) * table.cells() as f64;
                assert!(shown < 0.25, "{dimensions:?} {rho}: {shown}");
            }
        }
    }

    #[test]
    fn the_margin_has_all_noise_and_the_rounding() {
        let kind = table(&[Dimension::Kind], 25);
        // 2√(40 + 2) = 12.96; 2√(20 + 2) = 9.38
        assert_eq!((kind.margin(2), kind.margin(1)), (13, 10));
        assert_eq!(kind.deviation_in_hundredths(1), 447);
        assert_eq!(kind.deviation_in_hundredths(2), 632);
    }
}
