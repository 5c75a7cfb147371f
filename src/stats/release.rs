//! Two halves in, one table out: what may be shown. Pure rules.
//!
//! A noisy value has its own type and no way in but two signed halves; a true value never gets here.

use super::ledger::SignedHalf;
use sotto::plan::{Plan, PlanError, Table};
use std::fmt::Write;

/// What is published of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Noisy, rounded to 5.
    Shown(i64),
    /// Less than the threshold. Zero and two look the same: a published zero would prove that nobody reported.
    Few,
}

/// A sum of both halves: counts with both coordinators' noise.
#[derive(Clone, Copy)]
struct Noisy(i64);

/// Why nothing is released, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseError {
    #[error("{0} is no half of this plan, signed by one of its coordinators")]
    NotAHalf(String),
    #[error("both halves are of the same coordinator; exchange the files")]
    SameCoordinator,
    #[error("the halves are of different contributions; both coordinators must sum the same ones")]
    DifferentInputs,
    #[error("the halves do not add up to counts; one of them is not what it claims")]
    Implausible,
    #[error("{0}")]
    Plan(PlanError),
}

/// No organisation has so many cases: what is beyond this is the sum of shares that do not belong together.
const IMPLAUSIBLE: i64 = 1 << 40;

/// Reads both halves, and gives what may be shown of each table.
pub fn release(
    plan: &Plan,
    halves: [(String, Vec<u8>); 2],
) -> Result<Vec<Vec<Cell>>, ReleaseError> {
    let [one, other] = halves.map(|(name, bytes)| read(plan, name, &bytes));
    let (one, other) = (one?.half, other?.half);
    if one.place == other.place {
        return Err(ReleaseError::SameCoordinator);
    }
    if one.inputs != other.inputs {
        return Err(ReleaseError::DifferentInputs);
    }
    let sums: Vec<Noisy> = one
        .cells
        .iter()
        .zip(&other.cells)
        .map(|(a, b)| Noisy(a.wrapping_add(*b).cast_signed()))
        .collect();
    if sums
        .iter()
        .any(|sum| sum.0.unsigned_abs() > IMPLAUSIBLE.unsigned_abs())
    {
        return Err(ReleaseError::Implausible);
    }
    let mut sums = sums.into_iter();
    Ok(plan
        .tables
        .iter()
        .map(|table| {
            sums.by_ref()
                .take(table.cells())
                .map(|sum| show(sum, table))
                .collect()
        })
        .collect())
}

fn read(plan: &Plan, name: String, bytes: &[u8]) -> Result<SignedHalf, ReleaseError> {
    let digest = plan.digest().map_err(ReleaseError::Plan)?;
    let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let mut signed = plan
        .coordinators
        .iter()
        .enumerate()
        .filter_map(|(place, key)| {
            SignedHalf::read(line, key).filter(|signed| signed.half.place == place)
        });
    let whole =
        |signed: &SignedHalf| signed.half.plan == digest && signed.half.cells.len() == plan.cells();
    signed
        .next()
        .filter(whole)
        .ok_or(ReleaseError::NotAHalf(name))
}

/// Shown from the threshold on, rounded to 5.
fn show(sum: Noisy, table: &Table) -> Cell {
    if sum.0 < table.threshold() {
        Cell::Few
    } else {
        Cell::Shown((sum.0 + 2).div_euclid(5) * 5)
    }
}

/// Two standard deviations of the noise of both coordinators, rounded up: the least n with n² ≥ 8σ².
fn margin(table: &Table) -> i64 {
    let (numerator, denominator) = table.variance();
    let reaches =
        |n: &i64| i128::from(*n).pow(2) * i128::from(denominator) >= 8 * i128::from(numerator);
    (1..).find(reaches).unwrap_or(i64::MAX)
}

/// The release as a table of text.
pub fn as_text(plan: &Plan, tables: &[Vec<Cell>]) -> String {
    let demo = if plan.demo {
        "  [demonstration: not real cases]"
    } else {
        ""
    };
    let mut text = format!(
        "{}, cases closed {} to {}{demo}\n",
        plan.title, plan.from, plan.to
    );
    for (table, cells) in plan.tables.iter().zip(tables) {
        let sides: Vec<_> = table.dimensions.iter().map(|side| side.word()).collect();
        let (threshold, margin) = (table.threshold(), margin(table));
        let _ = writeln!(text, "\nCases by {}", sides.join(" and "));
        for (label, cell) in table.labels().iter().zip(cells) {
            let value = match cell {
                Cell::Shown(value) => format!("{value} ± {margin}"),
                Cell::Few => format!("< {threshold}"),
            };
            let _ = writeln!(text, "  {:<40} {value:>12}", label.join(" / "));
        }
        let _ = writeln!(
            text,
            "Noise protects every person: both coordinators added some (σ = {:.2} each, {:.2} together; zCDP ρ = {}.{:03} each).\nValues are rounded to 5; ± is two standard deviations; below {threshold} is not shown, and is not zero.",
            sigma(table, 1),
            sigma(table, 2),
            table.rho / 1000,
            table.rho % 1000,
        );
    }
    text
}

/// For the note beside the table only; no decision rests on it.
fn sigma(table: &Table, coordinators: u32) -> f64 {
    let (numerator, denominator) = table.variance();
    (f64::from(coordinators) * numerator as f64 / denominator as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::keyring::keys::Keys;
    use super::super::ledger::{FORMAT, Half};
    use super::*;
    use sotto::code::{Dimension, LISTS};
    use sotto::day::Day;
    use sotto::hex::Hex;
    use sotto::signed::{Purpose, canonical};

    fn signed(keys: &Keys, half: Half) -> (String, Vec<u8>) {
        let signature = keys.sign(Purpose::Half, &canonical(&half).unwrap());
        (
            "half".to_owned(),
            canonical(&SignedHalf { half, signature }).unwrap(),
        )
    }

    #[test]
    fn halves_that_do_not_belong_together_release_nothing() {
        let (cy, di) = (Keys::draw("cy").unwrap(), Keys::draw("di").unwrap());
        let plan = Plan {
            format: sotto::plan::FORMAT.into(),
            lists: LISTS.into(),
            demo: false,
            title: "2026".into(),
            from: Day::FIRST,
            to: Day::FIRST,
            tables: vec![table()],
            coordinators: [cy.verifying_key(), di.verifying_key()],
        };
        let half = |place, cell: u64| Half {
            format: FORMAT.to_owned(),
            plan: plan.digest().unwrap(),
            inputs: Hex([1; 32]),
            place,
            cells: vec![cell; 14],
            previous: None,
        };
        let both = |one, other| release(&plan, [one, other]);
        let one = signed(&cy, half(0, 7u64.wrapping_sub(1 << 60)));
        let other = signed(&di, half(1, (1 << 60) + 20));
        assert_eq!(
            both(one.clone(), other.clone()),
            Ok(vec![vec![Cell::Shown(25); 14]])
        );
        assert_eq!(
            both(one.clone(), one.clone()),
            Err(ReleaseError::SameCoordinator)
        );
        assert_eq!(
            both(one.clone(), signed(&di, half(1, 5))),
            Err(ReleaseError::Implausible)
        );
        let others = Half {
            inputs: Hex([2; 32]),
            ..half(1, 0)
        };
        assert_eq!(
            both(one.clone(), signed(&di, others)),
            Err(ReleaseError::DifferentInputs)
        );
        let not = Err(ReleaseError::NotAHalf("half".to_owned()));
        let short = Half {
            cells: vec![0; 13],
            ..half(1, 0)
        };
        let of_another_plan = Half {
            plan: Hex([9; 32]),
            ..half(1, 0)
        };
        for wrong in [
            signed(&cy, half(1, 0)),
            signed(&di, short),
            signed(&di, of_another_plan),
            ("half".to_owned(), b"{}".to_vec()),
        ] {
            assert_eq!(both(one.clone(), wrong), not);
        }
    }

    fn table() -> Table {
        Table {
            dimensions: vec![Dimension::Kind],
            rho: 25,
        }
    }

    #[test]
    fn below_the_threshold_all_look_the_same() {
        for few in [i64::MIN, -20, 0, 1, 14] {
            assert_eq!(show(Noisy(few), &table()), Cell::Few);
        }
    }

    #[test]
    fn from_the_threshold_on_values_are_rounded_to_five() {
        for (sum, shown) in [
            (15, 15),
            (17, 15),
            (18, 20),
            (22, 20),
            (23, 25),
            (1_002, 1_000),
        ] {
            assert_eq!(show(Noisy(sum), &table()), Cell::Shown(shown));
        }
    }

    #[test]
    fn the_margin_is_two_deviations_of_both_noises() {
        // 2 · 4.4721 · √2 = 12.65
        assert_eq!(margin(&table()), 13);
    }
}
