//! Shares, and sums of them, which have no way out but noise.
//!
//! Of two coordinators each holds uniformly random words; a lone one holds the counts themselves. So that nobody has to
//! think of which it is, neither can be printed, compared or written: a share has none of these traits.

use crate::keyring::NoRandomness;
use crate::noise::{RandomSource, discrete_gaussian};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::plan::Plan;
use sotto::table::Table;

/// A word for each cell of a plan, in its order: an organisation's, or the sum of several, modulo 2⁶⁴.
pub struct Share(Vec<u64>);

/// A sum of shares with one coordinator's noise on every cell: what their half of a release holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Noised(Vec<u64>);

impl Share {
    /// These words, which were masked or made up here.
    pub fn of(words: Vec<u64>) -> Self {
        Self(words)
    }

    /// What nobody has added to.
    pub fn nothing(plan: &Plan) -> Self {
        Self(vec![0; plan.cells()])
    }

    /// As a contribution holds it: 8 bytes a cell, the least first, in Base64. None where it is not of this plan's cells.
    pub fn decode(text: &str, plan: &Plan) -> Option<Self> {
        let bytes = BASE64.decode(text.as_bytes()).ok()?;
        let (words, rest) = bytes.as_chunks::<8>();
        let whole = rest.is_empty() && words.len() == plan.cells();
        whole.then(|| Self(words.iter().map(|word| u64::from_le_bytes(*word)).collect()))
    }

    /// What tests alone may see.
    #[cfg(test)]
    pub fn words(&self) -> &[u64] {
        &self.0
    }

    /// Adds another of the same plan.
    pub fn add(&mut self, other: &Self) {
        let cells = self.0.iter_mut().zip(&other.0);
        cells.for_each(|(sum, word)| *sum = sum.wrapping_add(*word));
    }

    /// Whether a lone coordinator, whose share is the counts themselves, may be told: of at least so many cases, and of a
    /// number that can be one. Each case is once in each table.
    pub fn counts_at_least(&self, fewest: usize, plan: &Plan) -> bool {
        let first = plan.tables.first().map_or(0, Table::cells);
        let counts = self.0.iter().take(first);
        let cases = counts.fold(0u64, |sum, count| sum.saturating_add(*count));
        usize::try_from(cases).is_ok_and(|cases| (fewest..1 << 40).contains(&cases))
    }

    /// Fresh noise on each cell, of its table's variance.
    pub fn with_noise(
        &self,
        plan: &Plan,
        random: &mut impl RandomSource,
    ) -> Result<Noised, NoRandomness> {
        let cells_of = |table: &Table| std::iter::repeat_n(table.variance(), table.cells());
        let mut noised = Vec::with_capacity(self.0.len());
        for (word, variance) in self.0.iter().zip(plan.tables.iter().flat_map(cells_of)) {
            noised.push(word.wrapping_add_signed(discrete_gaussian(variance, random)?));
        }
        Ok(Noised(noised))
    }
}

impl Noised {
    /// SHA-256 of the words: they are uniformly random where there are two coordinators, so nobody guesses them from it.
    pub fn digest(&self) -> Hex<32> {
        let mut digest = Sha256::new_with_prefix(b"sotto/1 half\n");
        self.0
            .iter()
            .for_each(|word| digest.update(word.to_le_bytes()));
        Hex(digest.finalize().into())
    }

    /// A word for each cell of the plan.
    pub fn words(&self) -> &[u64] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::SystemRandom;
    use crate::test_support::Fixture;

    #[test]
    fn noise_reaches_every_cell_and_is_not_the_same_twice() {
        let plan = Fixture::new(1, 2).plan.plan;
        let share = Share::of(vec![1 << 40; plan.cells()]);
        let draw = || {
            share
                .with_noise(&plan, &mut SystemRandom::default())
                .unwrap()
        };
        let (one, other) = (draw(), draw());
        assert_ne!(one, other);
        let moved = |noised: &Noised| {
            noised
                .words()
                .iter()
                .filter(|word| **word != 1 << 40)
                .count()
        };
        // A cell keeps its count in about one draw of seventeen.
        assert!(moved(&one) > plan.cells() / 2, "{}", moved(&one));
    }

    #[test]
    fn what_is_not_of_the_plans_cells_is_no_share() {
        let plan = Fixture::new(1, 2).plan.plan;
        let of = |bytes: usize| Share::decode(&BASE64.encode(&vec![7; bytes]), &plan);
        assert!(of(8 * plan.cells()).is_some());
        for other in [0, 8 * plan.cells() - 1, 8 * plan.cells() + 8] {
            assert!(of(other).is_none(), "{other} bytes");
        }
        assert!(Share::decode("not Base64", &plan).is_none());
    }

    #[test]
    fn the_digest_is_of_every_word() {
        let (one, other) = (Noised(vec![1, 2]), Noised(vec![1, 3]));
        assert_ne!(one.digest(), other.digest());
    }
}
