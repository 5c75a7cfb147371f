//! What a coordinator drew noise for, as everybody may read it: signed lines, each naming the one before.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::plan::{LIFETIME_RHO, Plan, SignedPlan};
use sotto::signed::{Purpose, Signature, VerifyingKey, canonical};
use std::collections::BTreeSet;

/// What an entry says of itself in `format`.
pub const FORMAT: &str = "sotto/1 ledger";

/// One line, as everybody may read it: which release drew noise, from which contributions, and what it spent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub format: String,
    /// The plan, with the tables and what each spends.
    pub plan: SignedPlan,
    /// Which coordinator's, in the order of the plan.
    pub place: usize,
    /// Whose contributions.
    pub contributors: Vec<String>,
    /// Which contributions: the same in all halves of one release.
    pub inputs: Hex<32>,
    /// SHA-256 of the half's values, which are not told here.
    pub values: Hex<32>,
    /// When.
    pub day: Day,
    /// SHA-256 of the line before this one, as everybody may read it.
    pub previous: Option<Hex<32>>,
}

/// An entry and its coordinator's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedEntry {
    pub entry: Entry,
    pub signature: Signature,
}

impl SignedEntry {
    /// The name by which the next line calls this one.
    pub fn digest(&self) -> Option<Hex<32>> {
        Some(Hex(Sha256::digest(canonical(self).ok()?).into()))
    }

    fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        let message = canonical(&self.entry);
        message.is_ok_and(|message| {
            key.verify(Purpose::Ledger, &message, &self.signature)
                .is_ok()
        })
    }

    /// The plan, if its coordinators signed it.
    pub fn plan(&self) -> Option<Plan> {
        SignedPlan::verify(&canonical(&self.entry.plan).ok()?).ok()
    }
}

/// The first line that is not sound, from 1: signature, chain, days, plans, and what all spend together.
pub fn check(entries: &[SignedEntry], key: &VerifyingKey) -> Result<(), usize> {
    let mut previous: Option<&SignedEntry> = None;
    let mut plans = Vec::new();
    for (number, signed) in entries.iter().enumerate() {
        let sound = || {
            let entry = &signed.entry;
            let plan = signed.plan()?;
            let before = previous.map_or(Some(None), |line| line.digest().map(Some))?;
            let own = plan.coordinators.get(entry.place)?.verifying_key == *key;
            let later = previous.is_none_or(|line| line.entry.day <= entry.day);
            let once = !plans.iter().any(|known| repeats(known, &plan));
            let affordable = spent(plans.iter(), &plan) + plan.rho() <= LIFETIME_RHO;
            let whole = entry.format == FORMAT && own && later && once && affordable;
            (whole && entry.previous == before && signed.is_signed_by(key)).then_some(plan)
        };
        plans.push(sound().ok_or(number + 1)?);
        previous = Some(signed);
    }
    Ok(())
}

/// Whether two plans publish the same line of some of the same days: what was released once is not released otherwise.
pub fn repeats(one: &Plan, other: &Plan) -> bool {
    let overlap = one.from <= other.to && other.from <= one.to;
    overlap && one.series == other.series && roots(one) == roots(other)
}

fn roots(plan: &Plan) -> BTreeSet<String> {
    let members = plan.organisations.iter();
    members.map(|member| member.root.to_string()).collect()
}

/// The most that any day of this plan has spent on an organisation of it, in releases of other plans; ρ in thousandths.
///
/// A case was closed on one day, and counts once in each series; so no case is in more than this.
pub fn spent<'a>(others: impl Iterator<Item = &'a Plan> + Clone, plan: &Plan) -> u32 {
    let roots = roots(plan);
    let shares = |other: &&Plan| {
        other
            .organisations
            .iter()
            .any(|member| roots.contains(&member.root.to_string()))
    };
    let others: Vec<&Plan> = others.filter(shares).collect();
    let starts = others
        .iter()
        .map(|other| other.from.max(plan.from))
        .filter(|day| *day <= plan.to);
    let on = |day: Day| {
        let covering = others
            .iter()
            .filter(|other| (other.from..=other.to).contains(&day));
        covering.map(|other| other.rho()).sum()
    };
    starts.map(on).max().unwrap_or(0)
}
