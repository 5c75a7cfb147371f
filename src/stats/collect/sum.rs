//! What came from all organisations, and its sum: nothing is summed while anything is missing, doubled or in doubt.
//!
//! Who contributed is known; how much is not: a share says nothing, whatever it holds.

use super::contribution::{Accepted, Reader};
use super::problem::Problem;
use super::share::Share;
use crate::keyring::fingerprint::fingerprint;
use crate::keyring::keys::Keys;
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::plan::{Member, Plan, PlanError};
use std::collections::BTreeMap;

/// What came, by organisation; and what is wrong with the rest.
pub struct Collected {
    accepted: BTreeMap<String, Accepted>,
    missing: Vec<String>,
    doubled: Vec<String>,
    problems: Vec<(String, Problem)>,
}

/// Why nothing is summed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CollectError {
    #[error("{0}")]
    Plan(PlanError),
    #[error("these keys are not those of a coordinator of this plan")]
    Stranger,
    #[error(
        "{0} contributed twice; ask which one holds, and take the other away. Nothing was spent"
    )]
    Doubled(String),
    #[error(
        "nothing that can be used came from {0}; wait for it, or leave it out with --without \"{0}\" (the other coordinator, too). Nothing was spent"
    )]
    Missing(String),
    #[error("the plan has no organisation {0}; write it as the plan does")]
    NoSuch(String),
    #[error("there is no contribution to sum")]
    None,
    #[error(
        "the other coordinator has other contributions: compare the lists that `sotto-stats collect` shows. Nothing was spent"
    )]
    OtherWords,
}

/// The sum of one coordinator's shares; which contributions it is of, and whose.
pub struct Summed {
    pub share: Share,
    /// The same at the other coordinator for the same contributions.
    pub inputs: Hex<32>,
    pub contributors: Vec<String>,
}

/// Reads all files, names and bytes: contributions and signed rosters, in any order.
pub fn collect(
    plan: &Plan,
    keys: &Keys,
    files: &[(String, Vec<u8>)],
) -> Result<Collected, CollectError> {
    let digest = plan.digest().map_err(CollectError::Plan)?;
    let place = place(plan, keys)?;
    let reader = Reader::new(plan, digest, place, keys, files);
    let mut collected = Collected {
        accepted: BTreeMap::new(),
        missing: Vec::new(),
        doubled: Vec::new(),
        problems: Vec::new(),
    };
    for (name, bytes) in files {
        if reader.is_roster(bytes) {
            continue;
        }
        match reader.read(name, bytes) {
            Ok((organisation, accepted)) => collected.take(organisation, accepted),
            Err(problem) => collected.problems.push((name.clone(), problem)),
        }
    }
    let came = |member: &&Member| !collected.accepted.contains_key(&member.organisation);
    collected.missing = plan
        .organisations
        .iter()
        .filter(came)
        .map(|member| member.organisation.clone())
        .collect();
    Ok(collected)
}

/// Which coordinator of the plan this is.
pub fn place(plan: &Plan, keys: &Keys) -> Result<usize, CollectError> {
    let own = keys.verifying_key();
    let mut coordinators = plan.coordinators.iter();
    coordinators
        .position(|one| one.verifying_key == own)
        .ok_or(CollectError::Stranger)
}

impl Collected {
    fn take(&mut self, organisation: String, new: Accepted) {
        match self.accepted.get(&organisation) {
            Some(old) if old.pair != new.pair => {
                self.problems
                    .push((new.file, Problem::Twice(organisation.clone())));
                self.doubled.push(organisation);
            }
            Some(_) => {}
            None => drop(self.accepted.insert(organisation, new)),
        }
    }

    /// Returns the organisations whose contributions can be used, each with its file.
    pub fn accepted(&self) -> impl Iterator<Item = (&String, &String)> {
        let accepted = self.accepted.iter();
        accepted.map(|(organisation, accepted)| (organisation, &accepted.file))
    }

    /// Returns the organisations from which nothing came that can be used.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// Returns the files that cannot be used, each with what is wrong with it.
    pub fn problems(&self) -> &[(String, Problem)] {
        &self.problems
    }

    /// What both coordinators read to each other, before noise is drawn: the same only for the same contributions.
    pub fn words(&self, without: &[String]) -> String {
        fingerprint(&self.inputs(without).0)
    }

    fn inputs(&self, without: &[String]) -> Hex<32> {
        let mut inputs = Sha256::new();
        let mut pairs: Vec<_> = self
            .chosen(without)
            .map(|(_, accepted)| accepted.pair.0)
            .collect();
        pairs.sort_unstable();
        pairs.iter().for_each(|pair| inputs.update(pair));
        Hex(inputs.finalize().into())
    }

    fn chosen<'a>(
        &'a self,
        without: &'a [String],
    ) -> impl Iterator<Item = (&'a String, &'a Accepted)> {
        let chosen = |organisation: &String| !without.contains(organisation);
        self.accepted
            .iter()
            .filter(move |(organisation, _)| chosen(organisation))
    }

    /// Sums what came, if nothing is in doubt. Organisations that dropped out are named in `without`.
    pub fn sum(&self, plan: &Plan, without: &[String]) -> Result<Summed, CollectError> {
        let member = |name: &&String| {
            plan.organisations
                .iter()
                .any(|member| member.organisation == **name)
        };
        if let Some(name) = without.iter().find(|name| !member(name)) {
            return Err(CollectError::NoSuch(name.clone()));
        }
        let asked = |name: &&String| !without.contains(name);
        if let Some(name) = self.doubled.iter().find(asked) {
            return Err(CollectError::Doubled(name.clone()));
        }
        if let Some(name) = self.missing.iter().find(asked) {
            return Err(CollectError::Missing(name.clone()));
        }
        let contributors: Vec<String> =
            self.chosen(without).map(|(name, _)| name.clone()).collect();
        if contributors.is_empty() {
            return Err(CollectError::None);
        }
        let mut share = Share::nothing(plan);
        for (_, accepted) in self.chosen(without) {
            share.add(&accepted.share);
        }
        Ok(Summed {
            share,
            inputs: self.inputs(without),
            contributors,
        })
    }
}
