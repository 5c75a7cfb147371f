//! What an attacker learns of the numbers, how wrong they are, and what they cost: on made-up cases, in one run.
//!
//! Attackers know every case but one. Against exact tables, against tables with small cells left out, and against ours.

#![allow(
    dead_code,
    unused_imports,
    clippy::allow_attributes,
    reason = "the bench needs a part of each"
)]

#[path = "../src/client/mod.rs"]
mod client;
#[path = "../src/stats/collect/mod.rs"]
mod collect;
#[path = "../src/keyring/mod.rs"]
mod keyring;
#[path = "../src/stats/ledger/mod.rs"]
mod ledger;
#[path = "../src/stats/noise.rs"]
mod noise;
#[path = "../src/stats/release/mod.rs"]
mod release;
#[path = "../src/stats/synthetic/mod.rs"]
mod synthetic;
#[path = "../src/stats/test_support.rs"]
mod test_support;

use ledger::tier::Tier;
use noise::{SystemRandom, discrete_gaussian};
use sotto::code::{Code, Dimension};
use sotto::plan::Series;
use sotto::table::Table;
use std::hint::black_box;
use test_support::{Fixture, cases};

const GUESSES: usize = 40_000;
/// Cells below this are left out by whoever only leaves out small cells.
const SMALL: i64 = 15;

fn main() {
    let pool = cases(400_000);
    println!(
        "membership: is this case counted? Guessed right, of 100; every other case is known, blind is 50"
    );
    println!(
        "{:>10} {:>8} {:>12} {:>12} {:>8} {:>16} {:>8}",
        "cases", "exact", "small out", "published", "bound", "to a coordinator", "bound"
    );
    for size in [400, 4_000, 400_000] {
        membership(&pool[..size]);
    }
    println!(
        "\na late case: of which kind was it? Guessed right, of 100; every other case is known"
    );
    println!(
        "{:>10} {:>8} {:>12} {:>12} {:>8} {:>8}",
        "cases", "exact", "small out", "published", "bound", "blind"
    );
    for size in [4_000, 400_000] {
        late(&pool[..size]);
    }
    println!(
        "\nerror of what is published by two coordinators and by one, 20 releases; cells that have at least one case"
    );
    println!(
        "{:<24} {:>4} {:>10} {:>12} {:>14} {:>16}",
        "tier, table", "of", "mean error", "cells shown", "cases in them", "median relative"
    );
    for (name, tier, size) in [
        ("S, 400", Tier::Small, 400),
        ("M, 4,000", Tier::Medium, 4_000),
        ("L, 400,000", Tier::Large, 400_000),
    ] {
        errors(name, tier, &pool[..size]);
    }
    costs(&pool);
}

/// The tables that a case is in over its whole life: those of its quarter and of its year.
fn life(size: usize) -> Vec<Table> {
    let tier = Tier::of(size as u64);
    [Series::Quarterly, Series::Annual]
        .into_iter()
        .filter_map(|series| tier.tables(series).ok())
        .flatten()
        .collect()
}

/// What is published of one cell that truly holds so many.
fn published(
    table: &Table,
    truth: i64,
    coordinators: usize,
    random: &mut SystemRandom,
) -> Option<i64> {
    let noise: i64 = (0..coordinators)
        .map(|_| discrete_gaussian(table.variance(), random).unwrap())
        .sum();
    let noisy = truth + noise;
    (noisy >= table.threshold(coordinators)).then(|| (noisy + 2).div_euclid(5) * 5)
}

fn sigma(table: &Table, coordinators: usize) -> f64 {
    (coordinators as f64 * 500.0 / f64::from(table.rho)).sqrt()
}

/// The probability that a cell of so many is published as this: the attacker's own table.
fn likelihood(table: &Table, truth: i64, seen: Option<i64>) -> f64 {
    let sigma = sigma(table, 2);
    let below = |x: f64| normal((x - truth as f64) / sigma);
    let threshold = table.threshold(2);
    match seen {
        None => below(threshold as f64 - 0.5),
        Some(value) => {
            let low = (value - 2).max(threshold);
            below(value as f64 + 2.5) - below(low as f64 - 0.5)
        }
    }
}

fn membership(pool: &[Code]) {
    let mut random = SystemRandom::default();
    let tables = life(pool.len());
    let counts: Vec<Vec<i64>> = tables.iter().map(|table| counted(table, pool)).collect();
    let [mut exact, mut small, mut ours, mut insider] = [0usize; 4];
    for guess in 0..GUESSES {
        // The case that is looked for stands in the pool, too: those with the fewest like it come as often as others.
        let code = &pool[guess * 7_919 % pool.len()];
        let is_in = guess % 2 == 1;
        let others = tables
            .iter()
            .zip(&counts)
            .map(|(table, counts)| (table, counts[table.cell(code)] - 1));
        let (mut differs, mut differs_above, mut ratio, mut inner) = (false, false, 0.0, 0.0);
        for (table, without) in others {
            let truth = without + i64::from(is_in);
            differs |= truth != without;
            differs_above |= (truth >= SMALL || without >= SMALL) && truth != without;
            let seen = published(table, truth, 2, &mut random);
            ratio += (likelihood(table, without + 1, seen) / likelihood(table, without, seen)).ln();
            // A coordinator knows their own noise, and sees the sum before it is rounded.
            let noisy = truth + discrete_gaussian(table.variance(), &mut random).unwrap();
            inner += ((noisy - without) as f64 - 0.5) / sigma(table, 1).powi(2);
        }
        exact += usize::from(differs == is_in);
        // Who sees no difference, where small cells are left out, may have had nothing to see: guess that it is out.
        small += usize::from(differs_above == is_in);
        ours += usize::from((ratio > 0.0) == is_in);
        insider += usize::from((inner > 0.0) == is_in);
    }
    let rho: f64 = tables
        .iter()
        .map(|table| f64::from(table.rho) / 1_000.0)
        .sum();
    let bound = |rho: f64| 100.0 * normal((2.0 * rho).sqrt() / 2.0);
    let percent = |right: usize| 100.0 * right as f64 / GUESSES as f64;
    println!(
        "{:>10} {:>8.1} {:>12.1} {:>12.1} {:>8.1} {:>16.1} {:>8.1}",
        pool.len(),
        percent(exact),
        percent(small),
        percent(ours),
        bound(rho / 2.0),
        percent(insider),
        bound(rho)
    );
}

/// A case of the last quarter comes late. Who publishes exact tables publishes the quarter once more; ours counts it in the
/// next quarter, whose other cases the attacker knows, too.
fn late(pool: &[Code]) {
    let mut random = SystemRandom::default();
    let table = life(pool.len())
        .into_iter()
        .find(|table| table.dimensions == [Dimension::Kind])
        .unwrap();
    let quarter = &pool[..pool.len() / 4];
    let counts = counted(&table, quarter);
    let prior: Vec<f64> = counts
        .iter()
        .map(|count| *count as f64 / quarter.len() as f64)
        .collect();
    let best = |score: &dyn Fn(usize) -> f64| {
        (0..counts.len())
            .max_by(|one, other| score(*one).total_cmp(&score(*other)))
            .unwrap()
    };
    let blind = best(&|kind| prior[kind]);
    let [mut exact, mut small, mut ours] = [0usize; 3];
    for guess in 0..GUESSES {
        let kind = table.cell(&quarter[guess * 7_919 % quarter.len()]);
        exact += 1;
        // Left-out cells that stay left out show no difference: among those the attacker takes the likeliest.
        let shows = |kind: usize| counts[kind] + 1 >= SMALL;
        let guessed = if shows(kind) {
            kind
        } else {
            best(&|kind| if shows(kind) { 0.0 } else { prior[kind] })
        };
        small += usize::from(guessed == kind);
        let seen: Vec<Option<i64>> = counts
            .iter()
            .enumerate()
            .map(|(cell, count)| published(&table, count + i64::from(cell == kind), 2, &mut random))
            .collect();
        let score = |kind: usize| {
            let fits = likelihood(&table, counts[kind] + 1, seen[kind])
                / likelihood(&table, counts[kind], seen[kind]);
            prior[kind] * fits
        };
        ours += usize::from(best(&score) == kind);
    }
    // Two tables that differ in where one case is are 2Φ(√2 / 2σ) - 1 apart.
    let apart = 2.0 * normal(2f64.sqrt() / (2.0 * sigma(&table, 2))) - 1.0;
    let percent = |right: usize| 100.0 * right as f64 / GUESSES as f64;
    let bound = 100.0 * (prior[blind] + (1.0 - prior[blind]) * apart);
    println!(
        "{:>10} {:>8.1} {:>12.1} {:>12.1} {:>8.1} {:>8.1}",
        pool.len(),
        percent(exact),
        percent(small),
        percent(ours),
        bound,
        100.0 * prior[blind]
    );
}

fn errors(name: &str, tier: Tier, pool: &[Code]) {
    let mut random = SystemRandom::default();
    for table in tier.tables(Series::Annual).unwrap() {
        let counts = counted(&table, pool);
        for coordinators in [2, 1] {
            let found = error_of(&table, &counts, coordinators, &mut random);
            println!(
                "{:<24} {coordinators:>4} {found}",
                format!("{name}, {}", table.name())
            );
        }
    }
}

fn error_of(
    table: &Table,
    counts: &[i64],
    coordinators: usize,
    random: &mut SystemRandom,
) -> String {
    let [mut error, mut shown, mut inside, mut real] = [0i64; 4];
    let mut relative = Vec::new();
    for _ in 0..20 {
        for truth in counts.iter().copied().filter(|truth| *truth > 0) {
            real += 1;
            let Some(value) = published(table, truth, coordinators, random) else {
                continue;
            };
            shown += 1;
            inside += truth;
            error += (value - truth).abs();
            relative.push((value - truth).abs() as f64 / truth as f64);
        }
    }
    relative.sort_by(f64::total_cmp);
    let median = relative
        .get(relative.len() / 2)
        .copied()
        .unwrap_or(f64::NAN);
    format!(
        "{:>10.1} {:>11.0}% {:>13.0}% {:>15.1}%",
        error as f64 / shown.max(1) as f64,
        100.0 * shown as f64 / real as f64,
        100.0 * inside as f64 / (20 * counts.iter().sum::<i64>()) as f64,
        100.0 * median
    )
}

fn counted(table: &Table, pool: &[Code]) -> Vec<i64> {
    let mut counts = vec![0; table.cells()];
    pool.iter().for_each(|code| counts[table.cell(code)] += 1);
    counts
}

fn costs(pool: &[Code]) {
    println!();
    let fixture = Fixture::new(1, 2);
    let plan = fixture
        .with(|plan| plan.tables = Tier::Large.tables(Series::Annual).unwrap())
        .plan;
    let before = processor();
    let counts = plan.count(pool.iter().cycle().take(10_000_000));
    let counting = processor() - before;
    black_box(counts.for_their_own_team());
    let sealed = fixture.contribution(&fixture.ngos[0], &plan, &pool[..1]);
    println!(
        "{:<64}{counting:>8.2}",
        "10,000,000 codes counted on the largest plan, s of processor"
    );
    println!(
        "{:<64}{:>8.2}",
        "  with two shares of it sealed (goal < 3)",
        processor() - before
    );
    println!(
        "{:<64}{:>8}",
        "  most memory so far, MB (goal < 200; the pool of 400,000 codes is in it)",
        memory()
    );
    black_box(sealed);

    let fixture = Fixture::new(1_000, 2);
    let plan = &fixture.plan.plan;
    let files: Vec<_> = fixture
        .ngos
        .iter()
        .flat_map(|ngo| fixture.contribution(ngo, plan, &pool[..20]))
        .filter(|(name, _)| !name.ends_with(" to 1"))
        .collect();
    let before = processor();
    let collected = collect::sum::collect(plan, &fixture.coordinators[0], &files).unwrap();
    let opening = processor() - before;
    let before = processor();
    let summed = collected.sum(plan, &[]).unwrap();
    println!(
        "{:<64}{opening:>8.2}",
        "1,000 organisations: opened, signatures and rosters checked, s"
    );
    println!(
        "{:<64}{:>8.3}",
        "  summed, s (goal < 1)",
        processor() - before
    );
    assert_eq!(summed.contributors.len(), 1_000);
}

/// Seconds of processor time of this process.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    ticks as f64 / 100.0
}

/// The most memory that was resident, in MB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1_000
}

/// Φ, by Abramowitz and Stegun 7.1.26.
fn normal(z: f64) -> f64 {
    let x = z.abs() / 2f64.sqrt();
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series = [
        0.254_829_592,
        -0.284_496_736,
        1.421_413_741,
        -1.453_152_027,
        1.061_405_429,
    ];
    let sum: f64 = series.iter().zip(1..).map(|(a, n)| a * t.powi(n)).sum();
    let beyond = sum * (-x * x).exp() / 2.0;
    if z < 0.0 { beyond } else { 1.0 - beyond }
}
