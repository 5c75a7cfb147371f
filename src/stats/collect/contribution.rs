//! One contribution as it comes from a desk: opened and checked.

use super::problem::Problem;
use super::share::Share;
use crate::keyring::keys::Keys;
use crate::keyring::open::open;
use age::DecryptError;
use sotto::hex::Hex;
use sotto::plan::{FEWEST_FOR_ONE, Member, Plan};
use sotto::roster::{Roster, RosterAndCards};
use sotto::signed::{Purpose, VerifyingKey, canonical, from_canonical};
use sotto::wire::{CONTRIBUTION_FORMAT, SignedContribution};
use std::collections::BTreeMap;

/// A share that may be summed.
pub struct Accepted {
    pub pair: Hex<16>,
    pub file: String,
    pub share: Share,
}

/// Returns the newest roster of each member among the files.
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

/// Reads a roster that the root key of the member it names has signed: a `roster.signed`, with or without epoch cards.
fn read_roster(bytes: &[u8], roots: &BTreeMap<String, VerifyingKey>) -> Option<Roster> {
    let signed = RosterAndCards::parse(bytes)?.roster;
    let claimed: Roster = serde_json::from_slice(signed.text).ok()?;
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
    /// Returns a reader for the coordinator at `place` of a plan. It takes the signed rosters from the files.
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

    /// Returns whether the bytes are a signed roster, which is not a contribution.
    pub fn is_roster(&self, bytes: &[u8]) -> bool {
        // Whether of a member or not: it is no contribution, and it does no harm.
        bytes.get(128) == Some(&b'\n')
            && bytes
                .get(..128)
                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    }

    /// Reads one contribution. Returns the organisation and its share.
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
        let opened = open(bytes, &[&self.keys.identity]).map_err(|error| match error {
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

    /// Checks that a file in the place of one organisation's contribution is named with what to do, and changes nothing of the
    /// rest.
    fn check(fixture: &Fixture, name: &str, bytes: Vec<u8>, said: &str) {
        let plan = &fixture.plan.plan;
        let sound = fixture.contribution(&fixture.ngos[0], plan, &cases(3));
        let roster = fixture.contribution(&fixture.ngos[1], plan, &[])[2].clone();
        let files = [sound, vec![(name.to_owned(), bytes), roster]].concat();
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

    #[test]
    fn what_is_wrong_is_named_with_what_to_do() {
        let fixture = Fixture::new(2, 2);
        let check = |name: &str, bytes: Vec<u8>, said: &str| check(&fixture, name, bytes, said);
        let theirs = fixture.contribution(&fixture.ngos[1], &fixture.plan.plan, &cases(3));
        let sealed = &theirs[0].1;
        let mut bent = sealed.clone();
        bent[sealed.len() - 900] ^= 1;
        let letter = b"Dear coordinator".to_vec();
        check(
            "letter.txt",
            letter,
            "is neither a contribution nor a signed roster",
        );
        let other = theirs[1].1.clone();
        check(
            "other.age",
            other,
            "is sealed to somebody else, perhaps to the other coordinator",
        );
        check(
            "bent.age",
            bent,
            "was altered or cut on its way; ask for it again",
        );
        check(
            "cut.age",
            sealed[..9_000].to_vec(),
            "was altered or cut on its way",
        );
    }

    #[test]
    fn what_is_of_another_plan_or_coordinator_is_named() {
        let fixture = Fixture::new(2, 2);
        let (plan, bad) = (&fixture.plan.plan, &fixture.ngos[1]);
        let check = |name: &str, bytes: Vec<u8>, said: &str| check(&fixture, name, bytes, said);
        let changed = fixture
            .with(|plan| plan.title = "2025, corrected".into())
            .plan;
        let sealed = fixture.contribution(bad, &changed, &[])[0].1.clone();
        check(
            "changed.age",
            sealed,
            "is for another plan, or for this one before it was changed",
        );
        let other_grid = fixture.with(|plan| plan.tables.truncate(1)).plan;
        let mut short = contribution_of(&fixture, bad, &other_grid);
        short.plan = plan.digest().unwrap();
        let short = fixture.seal(bad, plan, short, 0);
        check(
            "short.age",
            short,
            "does not hold the plan's cells; ask NGO 2",
        );
        let mut other = contribution_of(&fixture, bad, plan);
        other.place = 1;
        let other = fixture.seal(bad, plan, other, 0);
        check("place.age", other, "was made for the other coordinator");
    }

    #[test]
    fn who_has_no_right_to_contribute_is_named() {
        let fixture = Fixture::new(2, 2);
        let bad = &fixture.ngos[1];
        let like = |root: Keys, handler: Keys, serial| Ngo {
            name: bad.name.clone(),
            root,
            handler,
            serial,
        };
        let no_member = "comes from an organisation that is not in the plan";
        for (name, ngo, said) in [
            ("stranger.age", Ngo::new("Else"), no_member),
            ("impostor.age", Ngo::new(&bad.name), no_member),
            (
                "forged.age",
                like(copy(&bad.root), keys("ana"), 1),
                "is not signed by a handler of the newest roster of NGO 2",
            ),
            (
                "newer.age",
                like(copy(&bad.root), copy(&bad.handler), 2),
                "comes from NGO 2, whose roster number 2 is not here",
            ),
        ] {
            let sealed = fixture.contribution(&ngo, &fixture.plan.plan, &[])[0]
                .1
                .clone();
            check(&fixture, name, sealed, said);
        }
    }

    fn copy(keys: &Keys) -> Keys {
        Keys::from_bytes(&keys.to_bytes()).unwrap()
    }

    fn contribution_of(fixture: &Fixture, ngo: &Ngo, plan: &Plan) -> sotto::wire::Contribution {
        let sealed = fixture.contribution(ngo, plan, &[]);
        let opened = open(&sealed[0].1, &[&fixture.coordinators[0].identity]).unwrap();
        let signed: SignedContribution = from_canonical(opened.expose().trim_ascii_end()).unwrap();
        signed.contribution
    }
}
