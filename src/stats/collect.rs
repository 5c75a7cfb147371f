//! Contributions as they come from desks: checked, opened, and each that is not what it should be named with what to do.
//!
//! Who contributed is known; how much is not: a share says nothing, whatever it holds.

use super::keyring::keys::Keys;
use super::keyring::open::open;
use super::keyring::words::fingerprint;
use super::share::Share;
use age::DecryptError;
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::plan::{FEWEST_FOR_ONE, Member, Plan, PlanError};
use sotto::roster::Roster;
use sotto::signed::{Purpose, VerifyingKey, canonical, from_canonical};
use sotto::wire::{CONTRIBUTION_FORMAT, SignedContribution};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What is wrong with a file, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error(
        "is neither a contribution nor a signed roster; ask for the files that `sotto-desk contribute` wrote"
    )]
    Strange,
    #[error(
        "is sealed to somebody else, perhaps to the other coordinator; ask for the one that bears your name"
    )]
    SealedToOthers,
    #[error("was altered or cut on its way; ask for it again")]
    Altered,
    #[error(
        "is for another plan, or for this one before it was changed; ask for a contribution to this very plan"
    )]
    OtherPlan,
    #[error("was made for the other coordinator; ask for the one that bears your name")]
    OtherPlace,
    #[error("comes from an organisation that is not in the plan; send it back")]
    NotAMember,
    #[error("comes from {0}, whose roster number {1} is not here; ask for its roster.signed")]
    NoRoster(String, u64),
    #[error("is not signed by a handler of the newest roster of {0}; ask {0} who sent it")]
    Unsigned(String),
    #[error(
        "is a second contribution of {0}, with other shares; ask {0} which one holds, and take the other away"
    )]
    Twice(String),
    #[error("does not hold the plan's cells; ask {0} to run `sotto-desk contribute` again")]
    OtherGrid(String),
    #[error(
        "holds fewer than 20 cases of {0}, which one coordinator alone may not be told; plan with two"
    )]
    TooFew(String),
}

/// A share that may be summed.
struct Accepted {
    pair: Hex<16>,
    file: String,
    share: Share,
}

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
    let rosters = rosters(plan, files);
    let reader = Reader {
        plan,
        digest,
        place,
        keys,
        rosters,
    };
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

/// The newest roster of each member that is among the files.
fn rosters(plan: &Plan, files: &[(String, Vec<u8>)]) -> BTreeMap<String, Roster> {
    let named = |member: &Member| (member.organisation.clone(), member.root);
    let roots: BTreeMap<String, VerifyingKey> = plan.organisations.iter().map(named).collect();
    let mut newest: BTreeMap<String, Roster> = BTreeMap::new();
    for roster in files
        .iter()
        .filter_map(|(_, bytes)| read_roster(bytes, &roots))
    {
        let known = newest.get(&roster.organisation);
        if known.is_none_or(|known| known.serial < roster.serial) {
            newest.insert(roster.organisation.clone(), roster);
        }
    }
    newest
}

/// A signature, a line feed, and a roster: signed by the root key of the member that it names.
fn read_roster(bytes: &[u8], roots: &BTreeMap<String, VerifyingKey>) -> Option<Roster> {
    let signed = std::str::from_utf8(bytes).ok()?;
    let claimed: Roster = serde_json::from_str(signed.split_once('\n')?.1).ok()?;
    Roster::verify_signed(signed, roots.get(&claimed.organisation)?).ok()
}

struct Reader<'a> {
    plan: &'a Plan,
    digest: Hex<32>,
    place: usize,
    keys: &'a Keys,
    rosters: BTreeMap<String, Roster>,
}

impl Reader<'_> {
    fn is_roster(&self, bytes: &[u8]) -> bool {
        // Whether of a member or not: it is no contribution, and it does no harm.
        bytes.get(128) == Some(&b'\n')
            && bytes
                .get(..128)
                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    }

    fn read(&self, name: &str, bytes: &[u8]) -> Result<(String, Accepted), Problem> {
        let signed = self.open(bytes)?;
        let contribution = &signed.contribution;
        if contribution.plan != self.digest {
            return Err(Problem::OtherPlan);
        }
        let member = self
            .plan
            .member(&contribution.organisation)
            .ok_or(Problem::NotAMember)?;
        let organisation = member.organisation.clone();
        self.check_signature(&organisation, &signed)?;
        if contribution.place != self.place {
            return Err(Problem::OtherPlace);
        }
        let share = Share::decode(&contribution.share, self.plan)
            .ok_or_else(|| Problem::OtherGrid(organisation.clone()))?;
        let alone = self.plan.coordinators.len() == 1;
        if alone && !share.counts_at_least(FEWEST_FOR_ONE, self.plan) {
            return Err(Problem::TooFew(organisation));
        }
        let accepted = Accepted {
            pair: contribution.pair,
            file: name.to_owned(),
            share,
        };
        Ok((organisation, accepted))
    }

    fn open(&self, bytes: &[u8]) -> Result<SignedContribution, Problem> {
        let opened = open(bytes, &self.keys.identity).map_err(|error| match error {
            DecryptError::NoMatchingKeys => Problem::SealedToOthers,
            DecryptError::InvalidHeader | DecryptError::UnknownFormat => Problem::Strange,
            _ => Problem::Altered,
        })?;
        let json = opened.expose().trim_ascii_end();
        let signed: SignedContribution = from_canonical(json).ok_or(Problem::Strange)?;
        (signed.contribution.format == CONTRIBUTION_FORMAT)
            .then_some(signed)
            .ok_or(Problem::Strange)
    }

    fn check_signature(
        &self,
        organisation: &str,
        signed: &SignedContribution,
    ) -> Result<(), Problem> {
        let contribution = &signed.contribution;
        let newest = self.rosters.get(organisation);
        let roster = newest
            .filter(|roster| roster.serial >= contribution.roster)
            .ok_or_else(|| Problem::NoRoster(organisation.to_owned(), contribution.roster))?;
        let unsigned = || Problem::Unsigned(organisation.to_owned());
        let (_, handler) = roster.handler(&contribution.handler).ok_or_else(unsigned)?;
        let message = canonical(contribution).map_err(|_| Problem::Strange)?;
        let key = handler.verifying_key;
        key.verify(Purpose::Contribution, &message, &signed.signature)
            .map_err(|_| unsigned())
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{Ngo, Trial, cases, keys, roster};
    use super::*;

    fn problems(collected: &Collected) -> Vec<String> {
        collected
            .problems
            .iter()
            .map(|(file, problem)| format!("{file} {problem}"))
            .collect()
    }

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

    /// Every wrong file is named with what to do, and changes nothing of the rest.
    #[test]
    fn what_is_wrong_is_named_with_what_to_do() {
        let trial = Trial::new(2, 2);
        let plan = &trial.plan.plan;
        let [good, bad] = &trial.ngos[..] else {
            panic!()
        };
        let sound = trial.contribution(good, plan, &cases(3));
        let theirs = trial.contribution(bad, plan, &cases(3));
        let stranger = Ngo {
            name: "Else".into(),
            root: keys("root"),
            handler: keys("ana"),
            serial: 1,
        };
        let impostor = Ngo {
            name: bad.name.clone(),
            root: keys("root"),
            handler: keys("ana"),
            serial: 1,
        };
        let forged = Ngo {
            name: bad.name.clone(),
            root: copy(&bad.root),
            handler: keys("ana"),
            serial: 1,
        };
        let newer = Ngo {
            name: bad.name.clone(),
            root: copy(&bad.root),
            handler: copy(&bad.handler),
            serial: 2,
        };
        let other_plan = trial
            .with(|plan| plan.title = "2025, corrected".into())
            .plan;
        let other_grid = trial.with(|plan| plan.tables.truncate(1)).plan;
        let flipped = |place: usize| {
            let mut bytes = theirs[0].1.clone();
            bytes[place] ^= 1;
            bytes
        };
        let short = {
            let mut lying = contribution_of(&trial, bad, &other_grid);
            lying.plan = plan.digest().unwrap();
            trial.seal(bad, plan, lying, 0)
        };
        let wrong: Vec<(&str, Vec<u8>, &str)> = vec![
            (
                "letter.txt",
                b"Dear coordinator".to_vec(),
                "is neither a contribution nor a signed roster",
            ),
            (
                "other.age",
                theirs[1].1.clone(),
                "is sealed to somebody else, perhaps to the other coordinator",
            ),
            (
                "bent.age",
                flipped(theirs[0].1.len() - 900),
                "was altered or cut on its way; ask for it again",
            ),
            (
                "cut.age",
                theirs[0].1[..9_000].to_vec(),
                "was altered or cut on its way",
            ),
            (
                "changed.age",
                trial.contribution(bad, &other_plan, &[])[0].1.clone(),
                "is for another plan, or for this one before it was changed",
            ),
            (
                "stranger.age",
                trial.contribution(&stranger, plan, &[])[0].1.clone(),
                "comes from an organisation that is not in the plan",
            ),
            (
                "impostor.age",
                trial.contribution(&impostor, plan, &[])[0].1.clone(),
                "comes from an organisation that is not in the plan",
            ),
            (
                "forged.age",
                trial.contribution(&forged, plan, &[])[0].1.clone(),
                "is not signed by a handler of the newest roster of NGO 2",
            ),
            (
                "newer.age",
                trial.contribution(&newer, plan, &[])[0].1.clone(),
                "comes from NGO 2, whose roster number 2 is not here",
            ),
            (
                "short.age",
                short,
                "does not hold the plan's cells; ask NGO 2",
            ),
            (
                "place.age",
                {
                    let mut other = contribution_of(&trial, bad, plan);
                    other.place = 1;
                    trial.seal(bad, plan, other, 0)
                },
                "was made for the other coordinator",
            ),
        ];
        for (name, bytes, said) in wrong {
            let files = [
                sound.clone(),
                vec![(name.to_owned(), bytes), theirs[2].clone()],
            ]
            .concat();
            let collected = trial.collect(plan, 0, &files);
            let problems = problems(&collected);
            assert_eq!(problems.len(), 1, "{name}: {problems:?}");
            assert!(
                problems[0].starts_with(&format!("{name} {said}")),
                "{problems:?}"
            );
            assert_eq!(
                collected.sum(plan, &[]).err(),
                Some(CollectError::Missing("NGO 2".into())),
                "{name}"
            );
            assert!(collected.sum(plan, &["NGO 2".to_owned()]).is_ok());
        }
    }

    fn copy(keys: &Keys) -> Keys {
        Keys::from_bytes(&keys.to_bytes()).unwrap()
    }

    fn contribution_of(trial: &Trial, ngo: &Ngo, plan: &Plan) -> sotto::wire::Contribution {
        let sealed = trial.contribution(ngo, plan, &[]);
        let opened = open(&sealed[0].1, &trial.coordinators[0].identity).unwrap();
        let signed: SignedContribution = from_canonical(opened.expose().trim_ascii_end()).unwrap();
        signed.contribution
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
