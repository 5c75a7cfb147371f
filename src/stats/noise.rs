//! The exact discrete Gaussian: whole numbers only, over the operating system's generator.
//!
//! Canonne, Kamath and Steinke 2020, <https://arxiv.org/abs/2004.00010>, algorithms 1 to 3. No floating point,
//! whose rounding has betrayed true values elsewhere (Mironov 2012, <https://doi.org/10.1145/2382196.2382264>).

use crate::keyring::{NoRandomness, random};

/// Random words, from the operating system or, in tests, from anywhere.
pub trait RandomSource {
    /// 64 random bits.
    fn word(&mut self) -> Result<u64, NoRandomness>;
}

/// The operating system's generator, asked for a page at a time.
#[derive(Default)]
pub struct SystemRandom {
    words: Vec<u64>,
}

impl RandomSource for SystemRandom {
    fn word(&mut self) -> Result<u64, NoRandomness> {
        if let Some(word) = self.words.pop() {
            return Ok(word);
        }
        let page = random::<4096>()?;
        self.words = page
            .as_chunks::<8>()
            .0
            .iter()
            .map(|word| u64::from_le_bytes(*word))
            .collect();
        self.words.pop().ok_or(NoRandomness)
    }
}

/// Draws from the discrete Gaussian of mean 0 and parameter σ² = `numerator` / `denominator`, both positive and below 2³².
pub fn discrete_gaussian(
    (numerator, denominator): (u64, u64),
    random: &mut impl RandomSource,
) -> Result<i64, NoRandomness> {
    let (n, d) = (u128::from(numerator), u128::from(denominator));
    let t = u128::from((numerator / denominator).isqrt()) + 1;
    loop {
        let y = discrete_laplace(t, random)?;
        // exp(-(|y| - σ²/t)² / 2σ²), over one denominator.
        let distance = (u128::from(y.unsigned_abs()) * d * t).abs_diff(n);
        if bernoulli_exp(distance * distance, 2 * n * d * t * t, random)? {
            return Ok(y);
        }
    }
}

/// Draws x with probability proportional to exp(-|x| / `scale`). Algorithm 2 with s = 1.
fn discrete_laplace(scale: u128, random: &mut impl RandomSource) -> Result<i64, NoRandomness> {
    loop {
        let u = below(scale, random)?;
        if !bernoulli_exp(u, scale, random)? {
            continue;
        }
        let mut v = 0;
        while bernoulli_exp(1, 1, random)? {
            v += 1;
        }
        let negative = below(2, random)? == 1;
        let magnitude = i64::try_from(u + scale * v).unwrap_or(i64::MAX);
        if !(negative && magnitude == 0) {
            return Ok(if negative { -magnitude } else { magnitude });
        }
    }
}

/// True with probability exp(-`numerator` / `denominator`). Algorithm 1.
fn bernoulli_exp(
    mut numerator: u128,
    denominator: u128,
    random: &mut impl RandomSource,
) -> Result<bool, NoRandomness> {
    while numerator > denominator {
        if !bernoulli_exp_small(1, 1, random)? {
            return Ok(false);
        }
        numerator -= denominator;
    }
    bernoulli_exp_small(numerator, denominator, random)
}

/// The same for a fraction of at most 1.
fn bernoulli_exp_small(
    numerator: u128,
    denominator: u128,
    random: &mut impl RandomSource,
) -> Result<bool, NoRandomness> {
    let mut k = 1;
    while below(denominator * k, random)? < numerator {
        k += 1;
    }
    Ok(k % 2 == 1)
}

/// A uniform number below `bound`, which is positive: draws again what would favour the small ones.
pub fn below(bound: u128, random: &mut impl RandomSource) -> Result<u128, NoRandomness> {
    let bits = 128 - (bound - 1).leading_zeros();
    let mask = if bits == 0 {
        0
    } else {
        u128::MAX >> (128 - bits)
    };
    loop {
        let high = if bits > 64 {
            u128::from(random.word()?) << 64
        } else {
            0
        };
        let drawn = (high | u128::from(random.word()?)) & mask;
        if drawn < bound {
            return Ok(drawn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// χ² of so many draws against the exact probabilities, pooled in the tails; cells and statistic.
    fn chi_square(variance: (u64, u64), draws: u32) -> (usize, f64) {
        let sigma2 = variance.0 as f64 / variance.1 as f64;
        let reach = (3.5 * sigma2.sqrt()).ceil() as i64;
        let weight = |x: i64| (-(x as f64).powi(2) / (2.0 * sigma2)).exp();
        let total: f64 = (-40 * reach..=40 * reach).map(weight).sum();
        let mut counts = vec![0u32; 2 * reach as usize + 2];
        let mut random = SystemRandom::default();
        for _ in 0..draws {
            let drawn = discrete_gaussian(variance, &mut random).unwrap();
            let place = if drawn.abs() > reach {
                counts.len() - 1
            } else {
                (drawn + reach) as usize
            };
            counts[place] += 1;
        }
        let inside: Vec<f64> = (-reach..=reach).map(|x| weight(x) / total).collect();
        let tail = 1.0 - inside.iter().sum::<f64>();
        let expected = inside
            .into_iter()
            .chain([tail])
            .map(|p| p * f64::from(draws));
        let statistic = counts
            .iter()
            .zip(expected)
            .map(|(count, expected)| (f64::from(*count) - expected).powi(2) / expected)
            .sum();
        (counts.len(), statistic)
    }

    #[test]
    fn draws_follow_the_exact_distribution() {
        for variance in [(20, 1), (1, 2), (1_000, 58), (125, 2)] {
            let (cells, statistic) = chi_square(variance, 100_000);
            // Mean cells - 1, variance twice that: seven standard deviations is never by chance (p < 1e-8).
            let degrees = (cells - 1) as f64;
            assert!(
                statistic < degrees + 7.0 * (2.0 * degrees).sqrt(),
                "{variance:?}: {statistic} with {degrees}"
            );
        }
    }

    /// OpenDP's mechanism of this σ says of itself that it spends the ρ that we spend.
    #[test]
    fn opendp_gives_the_same_privacy_for_the_same_noise() {
        for rho in [6, 8, 12, 20, 25, 29, 30, 125] {
            let (numerator, denominator) = table(rho).variance();
            let sigma = (numerator as f64 / denominator as f64).sqrt();
            let spent = opendp_gaussian(sigma).map(&1).unwrap();
            assert!(
                (spent - f64::from(rho) / 1_000.0).abs() < 1e-9,
                "{rho}: {spent}"
            );
        }
    }

    /// A million draws of each, in the same cells: the two-sample χ².
    #[test]
    fn a_million_draws_are_those_of_opendp() {
        let variance = table(25).variance();
        let theirs = opendp_gaussian((variance.0 as f64 / variance.1 as f64).sqrt());
        let mut random = SystemRandom::default();
        let ours = (0..1_000_000)
            .map(|_| discrete_gaussian(variance, &mut random).unwrap())
            .collect::<Vec<_>>();
        let theirs = theirs.invoke(&vec![0i64; 1_000_000]).unwrap();
        let reach = 18;
        let counted = |draws: &[i64]| {
            let mut counts = vec![0f64; 2 * reach as usize + 1];
            draws
                .iter()
                .for_each(|draw| counts[(draw.clamp(&-reach, &reach) + reach) as usize] += 1.0);
            counts
        };
        let cells: Vec<(f64, f64)> = counted(&ours).into_iter().zip(counted(&theirs)).collect();
        let statistic: f64 = cells
            .iter()
            .map(|(one, other)| (one - other).powi(2) / (one + other))
            .sum();
        let degrees = cells.len() as f64 - 1.0;
        assert!(
            statistic < degrees + 7.0 * (2.0 * degrees).sqrt(),
            "{statistic} with {degrees}"
        );
    }

    fn table(rho: u32) -> sotto::table::Table {
        let dimensions = vec![sotto::code::Dimension::Kind];
        sotto::table::Table { dimensions, rho }
    }

    type Gaussian = opendp::core::Measurement<
        opendp::domains::VectorDomain<opendp::domains::AtomDomain<i64>>,
        opendp::metrics::L2Distance<i64>,
        opendp::measures::ZeroConcentratedDivergence,
        Vec<i64>,
    >;

    fn opendp_gaussian(sigma: f64) -> Gaussian {
        use opendp::domains::{AtomDomain, VectorDomain};
        let domain = VectorDomain::new(AtomDomain::<i64>::new_non_nan());
        opendp::measurements::make_gaussian(
            domain,
            opendp::metrics::L2Distance::default(),
            sigma,
            None,
        )
        .unwrap()
    }

    #[test]
    fn the_check_would_catch_a_wrong_variance() {
        struct Always(u64);
        impl RandomSource for Always {
            fn word(&mut self) -> Result<u64, NoRandomness> {
                self.0 = self
                    .0
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                Ok(self.0.rotate_left(32))
            }
        }
        let mut random = Always(7);
        let draws: Vec<i64> = (0..20_000)
            .map(|_| discrete_gaussian((20, 1), &mut random).unwrap())
            .collect();
        let variance = draws.iter().map(|x| x * x).sum::<i64>() as f64 / draws.len() as f64;
        assert!((variance - 20.0).abs() < 2.0, "{variance}");
        assert!((variance - 25.0).abs() > 2.0);
    }

    #[test]
    fn a_number_below_a_bound_is_below_it() {
        let mut random = SystemRandom::default();
        for bound in [1, 2, 3, 20, 1 << 64, (1 << 64) + 1] {
            for _ in 0..100 {
                assert!(below(bound, &mut random).unwrap() < bound);
            }
        }
    }
}
