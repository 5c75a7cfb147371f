//! What came from all organisations, and its sum: nothing is summed while anything is missing, doubled or in doubt.
//!
//! Who contributed is known; how much is not: a share says nothing, whatever it holds.

use crate::collect::contribution::{Accepted, Problem, Reader};
use crate::collect::share::Share;
use crate::keyring::keys::Keys;
use crate::keyring::words::fingerprint;
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::plan::{Member, Plan, PlanError};
use std::collections::BTreeMap;
use std::fmt::Write;

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

    /// Who is there and who is not, and what is wrong with which file.
    pub fn in_words(&self, without: &[String]) -> String {
        let mut text = String::new();
        for (organisation, accepted) in &self.accepted {
            let left_out = if without.contains(organisation) {
                ", left out"
            } else {
                ""
            };
            let _ = writeln!(text, "  {organisation}: {}{left_out}", accepted.file);
        }
        for organisation in &self.missing {
            let _ = writeln!(text, "  {organisation}: nothing that can be used");
        }
        for (file, problem) in &self.problems {
            let _ = writeln!(text, "  ! {file} {problem}.");
        }
        text
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Trial, cases, keys, problems, roster};

    #[test]
    fn both_coordinators_sum_the_same_and_neither_sees_it() {
        let trial = Trial::new(3, 2);
        let plan = &trial.plan.plan;
        let all = [cases(30), cases(5), vec![]];
        let files: Vec<_> = trial
            .ngos
            .iter()
            .zip(&all)
            .flat_map(|(ngo, codes)| trial.contribution(ngo, plan, codes))
            .collect();
        let [one, other] = [0, 1].map(|place| trial.collect(plan, place, &files));
        assert_eq!((problems(&one), problems(&other)), (vec![], vec![]));
        assert_eq!(one.words(&[]), other.words(&[]));
        let [one, other] = [one, other].map(|collected| collected.sum(plan, &[]).unwrap());
        let sum: Vec<u64> = one
            .share
            .words()
            .iter()
            .zip(other.share.words())
            .map(|(a, b)| a.wrapping_add(*b))
            .collect();
        assert_eq!(sum, plan.count(&all.concat()).for_their_own_team());
        assert!(
            one.share
                .words()
                .iter()
                .filter(|cell| **cell > 1 << 40)
                .count()
                > 290,
            "a sum of shares is no count"
        );
        assert_eq!(one.contributors, ["NGO 1", "NGO 2", "NGO 3"]);
    }

    #[test]
    fn who_drops_out_is_left_out_by_both_or_nothing_is_summed() {
        let trial = Trial::new(3, 2);
        let plan = &trial.plan.plan;
        let mut files: Vec<_> = trial
            .ngos
            .iter()
            .flat_map(|ngo| trial.contribution(ngo, plan, &cases(3)))
            .collect();
        files.retain(|(name, _)| name != "NGO 2 to 1");
        let [one, other] = [0, 1].map(|place| trial.collect(plan, place, &files));
        assert_ne!(
            one.words(&[]),
            other.words(&[]),
            "they notice before noise is drawn"
        );
        assert_eq!(
            other.sum(plan, &[]).err(),
            Some(CollectError::Missing("NGO 2".into()))
        );
        assert!(
            other
                .in_words(&[])
                .contains("NGO 2: nothing that can be used")
        );
        let without = ["NGO 2".to_owned()];
        assert_eq!(one.words(&without), other.words(&without));
        let [one, other] = [one, other].map(|collected| collected.sum(plan, &without).unwrap());
        assert_eq!(one.inputs, other.inputs);
        let unknown = ["NGO 9".to_owned()];
        assert_eq!(
            trial.collect(plan, 0, &files).sum(plan, &unknown).err(),
            Some(CollectError::NoSuch("NGO 9".into()))
        );
        let all: Vec<String> = trial.ngos.iter().map(|ngo| ngo.name.clone()).collect();
        assert_eq!(
            trial.collect(plan, 0, &files).sum(plan, &all).err(),
            Some(CollectError::None)
        );
    }

    #[test]
    fn a_second_contribution_is_in_doubt_and_the_same_file_twice_is_not() {
        let trial = Trial::new(2, 2);
        let plan = &trial.plan.plan;
        let files: Vec<_> = trial
            .ngos
            .iter()
            .flat_map(|ngo| trial.contribution(ngo, plan, &cases(3)))
            .collect();
        let same = [
            files.clone(),
            vec![("again.age".to_owned(), files[0].1.clone())],
        ]
        .concat();
        assert!(trial.collect(plan, 0, &same).sum(plan, &[]).is_ok());
        let second = trial.contribution(&trial.ngos[0], plan, &cases(4))[0]
            .1
            .clone();
        let doubled = [files, vec![("second.age".to_owned(), second)]].concat();
        let collected = trial.collect(plan, 0, &doubled);
        assert_eq!(
            collected.sum(plan, &[]).err(),
            Some(CollectError::Doubled("NGO 1".into()))
        );
        assert!(
            collected
                .in_words(&[])
                .contains("! second.age is a second contribution of NGO 1")
        );
        assert!(collected.sum(plan, &["NGO 1".to_owned()]).is_ok());
    }

    #[test]
    fn one_coordinator_alone_is_told_of_twenty_cases_or_of_none() {
        let trial = Trial::new(2, 1);
        let plan = &trial.plan.plan;
        let files = |first: usize| -> Vec<_> {
            let counts = [first, 20];
            trial
                .ngos
                .iter()
                .zip(counts)
                .flat_map(|(ngo, count)| trial.contribution(ngo, plan, &cases(count)))
                .collect()
        };
        let collected = collect(plan, &trial.coordinators[0], &files(19)).unwrap();
        assert!(problems(&collected)[0].contains("holds fewer than 20 cases of NGO 1"));
        assert!(
            collect(plan, &trial.coordinators[0], &files(20))
                .unwrap()
                .sum(plan, &[])
                .is_ok()
        );
    }

    #[test]
    fn the_newest_roster_counts_and_an_older_one_does_no_harm() {
        let mut trial = Trial::new(1, 2);
        let old = trial.contribution(&trial.ngos[0], &trial.plan.plan, &cases(2));
        trial.ngos[0].serial = 2;
        let newer = roster(&trial.ngos[0]);
        let files = [old.clone(), vec![("newer".to_owned(), newer)]].concat();
        assert!(
            trial
                .collect(&trial.plan.plan, 0, &files)
                .sum(&trial.plan.plan, &[])
                .is_ok(),
            "still in the roster"
        );
        trial.ngos[0].handler = keys("bo");
        trial.ngos[0].serial = 3;
        let without = [files, vec![("newest".to_owned(), roster(&trial.ngos[0]))]].concat();
        let collected = trial.collect(&trial.plan.plan, 0, &without);
        assert!(
            problems(&collected)[0].contains("is not signed by a handler of the newest roster")
        );
    }

    #[test]
    fn who_is_no_coordinator_of_the_plan_collects_nothing() {
        let trial = Trial::new(1, 2);
        assert_eq!(
            collect(&trial.plan.plan, &keys("cy"), &[]).err(),
            Some(CollectError::Stranger)
        );
    }
}
