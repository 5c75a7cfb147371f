//! One contribution as it comes from a desk: opened and checked; whatever is wrong with it is named with what to do.

use super::problem::Problem;
use super::share::Share;
use crate::keyring::keys::Keys;
use crate::keyring::open::open;
use age::DecryptError;
use sotto::hex::Hex;
use sotto::plan::{FEWEST_FOR_ONE, Member, Plan};
use sotto::roster::Roster;
use sotto::signed::{Purpose, SignedText, VerifyingKey, canonical, from_canonical};
use sotto::wire::{CONTRIBUTION_FORMAT, SignedContribution};
use std::collections::BTreeMap;

/// A share that may be summed.
pub struct Accepted {
    pub pair: Hex<16>,
    pub file: String,
    pub share: Share,
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
    let claimed: Roster = serde_json::from_slice(SignedText::parse(bytes)?.text).ok()?;
    Roster::verify_signed(bytes, roots.get(&claimed.organisation)?).ok()
}

/// Reads contributions to one coordinator.
pub struct Reader<'a> {
    plan: &'a Plan,
    digest: Hex<32>,
    place: usize,
    keys: &'a Keys,
    rosters: BTreeMap<String, Roster>,
}

impl<'a> Reader<'a> {
    /// For the coordinator at `place` of a plan. Signed rosters are looked for among the files.
    pub fn new(
        plan: &'a Plan,
        digest: Hex<32>,
        place: usize,
        keys: &'a Keys,
        files: &[(String, Vec<u8>)],
    ) -> Self {
        let rosters = rosters(plan, files);
        Self {
            plan,
            digest,
            place,
            keys,
            rosters,
        }
    }

    /// Whether it is a signed roster, which is no contribution.
    pub fn is_roster(&self, bytes: &[u8]) -> bool {
        // Whether of a member or not: it is no contribution, and it does no harm.
        bytes.get(128) == Some(&b'\n')
            && bytes
                .get(..128)
                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    }

    /// Whose it is, and the share.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Result<(String, Accepted), Problem> {
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
    use super::*;
    use crate::collect::sum::CollectError;
    use crate::test_support::{Fixture, Ngo, cases, keys, problems};

    /// Every wrong file is named with what to do, and changes nothing of the rest.
    #[test]
    fn what_is_wrong_is_named_with_what_to_do() {
        let fixture = Fixture::new(2, 2);
        let plan = &fixture.plan.plan;
        let [good, bad] = &fixture.ngos[..] else {
            panic!()
        };
        let sound = fixture.contribution(good, plan, &cases(3));
        let theirs = fixture.contribution(bad, plan, &cases(3));
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
        let other_plan = fixture
            .with(|plan| plan.title = "2025, corrected".into())
            .plan;
        let other_grid = fixture.with(|plan| plan.tables.truncate(1)).plan;
        let flipped = |place: usize| {
            let mut bytes = theirs[0].1.clone();
            bytes[place] ^= 1;
            bytes
        };
        let short = {
            let mut lying = contribution_of(&fixture, bad, &other_grid);
            lying.plan = plan.digest().unwrap();
            fixture.seal(bad, plan, lying, 0)
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
                fixture.contribution(bad, &other_plan, &[])[0].1.clone(),
                "is for another plan, or for this one before it was changed",
            ),
            (
                "stranger.age",
                fixture.contribution(&stranger, plan, &[])[0].1.clone(),
                "comes from an organisation that is not in the plan",
            ),
            (
                "impostor.age",
                fixture.contribution(&impostor, plan, &[])[0].1.clone(),
                "comes from an organisation that is not in the plan",
            ),
            (
                "forged.age",
                fixture.contribution(&forged, plan, &[])[0].1.clone(),
                "is not signed by a handler of the newest roster of NGO 2",
            ),
            (
                "newer.age",
                fixture.contribution(&newer, plan, &[])[0].1.clone(),
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
                    let mut other = contribution_of(&fixture, bad, plan);
                    other.place = 1;
                    fixture.seal(bad, plan, other, 0)
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
            let collected = fixture.collect(plan, 0, &files);
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

    fn contribution_of(fixture: &Fixture, ngo: &Ngo, plan: &Plan) -> sotto::wire::Contribution {
        let sealed = fixture.contribution(ngo, plan, &[]);
        let opened = open(&sealed[0].1, &fixture.coordinators[0].identity).unwrap();
        let signed: SignedContribution = from_canonical(opened.expose().trim_ascii_end()).unwrap();
        signed.contribution
    }
}
