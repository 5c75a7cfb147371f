//! The contributions of all organisations, and their sum. Nothing is summed while anything is missing, doubled or in doubt.
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

/// The contributions that can be used, by organisation, and what is wrong with the rest.
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
        "no usable contribution came from {0}; wait for it, or leave it out with --without \"{0}\" (the other coordinator, too). Nothing was spent"
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

/// The sum of one coordinator's shares, and whose contributions it is made of.
pub struct Summed {
    pub share: Share,
    /// A digest of the contributions: the same for both coordinators if both have the same ones.
    pub inputs: Hex<32>,
    pub contributors: Vec<String>,
}

/// Reads all files: contributions and signed rosters, in any order. `files` are names and bytes.
///
/// # Errors
///
/// Where the plan cannot be digested or these keys are not those of one of its coordinators. What is wrong with a file is no
/// error: see [`Collected::problems`].
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

/// Returns the index of the coordinator of the plan who holds these keys.
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

    /// Returns the words that both coordinators read to each other before noise is drawn. They are the same
    /// only for the same contributions.
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

    /// Sums the contributions. Organisations that dropped out are named in `without`.
    ///
    /// # Errors
    ///
    /// Where an organisation is missing or contributed twice, where `without` names one that is not in the plan, and where
    /// nothing is left to sum. Nothing is spent then.
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
        let mut share = Share::zero(plan);
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
