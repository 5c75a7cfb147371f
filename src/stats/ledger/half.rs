//! One coordinator's half of a release, and how its noise is drawn.

use super::entry::{Entry, FORMAT, SignedEntry};
use super::error::LedgerError;
use crate::collect::share::Noised;
use crate::collect::sum::Summed;
use crate::keyring::keys::Keys;
use crate::noise::RandomSource;
use serde::{Deserialize, Serialize};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::plan::SignedPlan;
use sotto::signed::{Purpose, canonical};

/// One coordinator's half of a release: their ledger up to it, and summed shares with noise. Alone it says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Half {
    /// Everything that this coordinator ever drew; this half last.
    pub ledger: Vec<SignedEntry>,
    /// Sum of shares and noise, modulo 2⁶⁴.
    pub values: Noised,
}

impl Half {
    /// Draws the noise of a coordinator who never drew before. Returns their half.
    pub fn first(
        plan: &SignedPlan,
        keys: &Keys,
        place: usize,
        summed: &Summed,
        day: Day,
        random: &mut impl RandomSource,
    ) -> Result<Self, LedgerError> {
        let (entry, values) = draw(plan, keys, place, summed, day, None, random)?;
        Ok(Self {
            ledger: vec![entry],
            values,
        })
    }
}

/// Draws the noise of one coordinator. Returns the entry of the ledger and the values of the half.
pub fn draw(
    plan: &SignedPlan,
    keys: &Keys,
    place: usize,
    summed: &Summed,
    day: Day,
    previous: Option<Hex<32>>,
    random: &mut impl RandomSource,
) -> Result<(SignedEntry, Noised), LedgerError> {
    let drawn = summed.share.with_noise(&plan.plan, random);
    let values = drawn.map_err(LedgerError::Random)?;
    let entry = Entry {
        format: FORMAT.to_owned(),
        plan: plan.clone(),
        place,
        contributors: summed.contributors.clone(),
        inputs: summed.inputs,
        values: values.digest(),
        day,
        previous,
    };
    let signature = keys.sign(
        Purpose::Ledger,
        &canonical(&entry).map_err(LedgerError::Json)?,
    );
    Ok((SignedEntry { entry, signature }, values))
}
