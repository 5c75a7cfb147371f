//! Shares of counts, as they come from the desks: checked, opened, summed. A sum of shares says nothing yet.

use super::keyring::keys::Keys;
use super::keyring::open::open;
use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::plan::{Plan, PlanError};
use sotto::roster::Roster;
use sotto::signed::{Purpose, canonical, from_canonical};
use sotto::wire::{CONTRIBUTION_FORMAT, SHARE_MAGIC, SignedContribution, share_size};
use std::collections::{BTreeMap, BTreeSet};

/// Why a contribution is refused, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    #[error("{0} is no contribution; ask for the file that `sotto-desk contribute` wrote")]
    Malformed(String),
    #[error("{0} is for another plan; ask for a contribution to this one")]
    OtherPlan(String),
    #[error("{0} is sealed to the other coordinator; exchange the files")]
    OtherCoordinator(String),
    #[error("{0} is not signed by a handler of the roster; ask who sent it")]
    Unsigned(String),
    #[error(
        "{0} comes from an organisation that has contributed already; use one contribution of each"
    )]
    Twice(String),
    #[error("{0} does not open, or has not the plan's cells; ask for it again")]
    Shut(String),
    #[error("{0}")]
    Plan(PlanError),
    #[error("there is no contribution to sum")]
    None,
}

/// The sum of one coordinator's shares, and a digest that is the same at the other for the same contributions.
pub struct Summed {
    pub cells: Vec<u64>,
    pub inputs: Hex<32>,
}

/// Checks, opens and sums. `files` are names and bytes; the names are for messages alone.
pub fn sum(
    plan: &Plan,
    roster: &Roster,
    keys: &Keys,
    files: &[(String, Vec<u8>)],
) -> Result<Summed, ShareError> {
    if files.is_empty() {
        return Err(ShareError::None);
    }
    let mut cells = vec![0u64; plan.cells()];
    let mut pairs = BTreeMap::new();
    let mut organisations = BTreeSet::new();
    for (name, bytes) in files {
        let signed: SignedContribution =
            from_canonical(bytes).ok_or_else(|| ShareError::Malformed(name.clone()))?;
        let share = checked(plan, roster, keys, name, &signed)?;
        if !organisations.insert(signed.contribution.organisation.clone()) {
            return Err(ShareError::Twice(name.clone()));
        }
        pairs.insert(signed.contribution.pair, signed.contribution.organisation);
        cells
            .iter_mut()
            .zip(share)
            .for_each(|(cell, part)| *cell = cell.wrapping_add(part));
    }
    let mut inputs = Sha256::new();
    for pair in pairs.keys() {
        inputs.update(pair.0);
    }
    Ok(Summed {
        cells,
        inputs: Hex(inputs.finalize().into()),
    })
}

fn checked(
    plan: &Plan,
    roster: &Roster,
    keys: &Keys,
    name: &str,
    signed: &SignedContribution,
) -> Result<Vec<u64>, ShareError> {
    let contribution = &signed.contribution;
    let malformed = || ShareError::Malformed(name.to_owned());
    let unsigned = || ShareError::Unsigned(name.to_owned());
    let message = canonical(contribution).map_err(|_| malformed())?;
    let (_, handler) = roster.handler(&contribution.handler).ok_or_else(unsigned)?;
    handler
        .verifying_key
        .verify(Purpose::Contribution, &message, &signed.signature)
        .map_err(|_| unsigned())?;
    if contribution.format != CONTRIBUTION_FORMAT
        || contribution.organisation != roster.organisation
    {
        return Err(malformed());
    }
    if contribution.plan != plan.digest().map_err(ShareError::Plan)? {
        return Err(ShareError::OtherPlan(name.to_owned()));
    }
    if contribution.coordinator.as_str() != keys.identity.recipient() {
        return Err(ShareError::OtherCoordinator(name.to_owned()));
    }
    let sealed = BASE64
        .decode(contribution.share.as_bytes())
        .map_err(|_| malformed())?;
    let shut = || ShareError::Shut(name.to_owned());
    if Some(sealed.len()) != share_size(plan.cells()) {
        return Err(shut());
    }
    let opened = open(&sealed, &keys.identity).map_err(|_| shut())?;
    let words = opened
        .expose()
        .strip_prefix(SHARE_MAGIC)
        .and_then(|words| words.get(..8 * plan.cells()))
        .ok_or_else(shut)?;
    Ok(words
        .as_chunks::<8>()
        .0
        .iter()
        .map(|word| u64::from_le_bytes(*word))
        .collect())
}
