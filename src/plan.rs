//! The signed list of tables to be released, made before the period; and the grid of all their cells.

use crate::code::{Code, Dimension, LISTS, list};
use crate::day::Day;
use crate::hex::Hex;
use crate::roster::{Keyholder, is_id, is_name};
use crate::signed::{Purpose, Signature, VerifyingKey, canonical, from_canonical};
use crate::table::Table;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// What a plan says of itself in `format`.
pub const FORMAT: &str = "sotto/1 plan";

/// More would leave too little budget for each.
const MOST_TABLES: usize = 16;

/// How many organisations may count together.
const MOST_MEMBERS: usize = 4_096;

/// The fewest incidents of an organisation that a coordinator without a second may be told of.
pub const FEWEST_FOR_ONE: usize = 20;

/// The zCDP budget of a case over its whole life, ρ = 1/8, in thousandths.
///
/// Bun and Steinke 2016, <https://arxiv.org/abs/1605.02658>. ε = 2.42 at δ = 10⁻⁶.
pub const LIFETIME_RHO: u32 = 125;

list! {
    /// How often a table is released. A case counts once in each series, ever.
    Series, "series":
    Annual = "annual", Quarterly = "quarterly",
}

list! {
    /// A language that a release is written in.
    Language, "languages":
    English = "en", Spanish = "es", Portuguese = "pt", Arabic = "ar", Russian = "ru", French = "fr",
    Persian = "fa", Chinese = "zh",
}

/// Somebody whose cases are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// As its roster has it.
    pub organisation: String,
    /// What its rosters are signed with.
    pub root: VerifyingKey,
}

/// What will be released for a period. A case is counted once, in one cell of every table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Always [`FORMAT`].
    pub format: String,
    /// Always [`LISTS`].
    pub lists: String,
    /// Whether this is a demonstration: a real plan is not contributed to before its period is over.
    pub demo: bool,
    /// What the release is called: one line.
    pub title: String,
    /// Of which series it is.
    pub series: Series,
    /// The first day on which a counted case may have been closed.
    pub from: Day,
    /// The last one.
    pub to: Day,
    /// Cases that were closed from this day on, and that no release of this series has counted, count now: nothing that
    /// was published is changed for what comes late. At most `from`.
    pub late_from: Day,
    /// The tables.
    pub tables: Vec<Table>,
    /// What the report is written in, the first first.
    pub languages: Vec<Language>,
    /// Whose cases are counted.
    pub organisations: Vec<Member>,
    /// One or two who sum and add noise, in the order of the shares. One alone sees true counts.
    pub coordinators: Vec<Keyholder>,
}

/// A plan and its coordinators' signatures over it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedPlan {
    /// The plan.
    pub plan: Plan,
    /// One signature a coordinator, in their order; `None` while it is missing.
    pub signatures: Vec<Option<Signature>>,
}

/// Why a plan is refused, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It is not a plan, or not in canonical form.
    #[error("this is no plan, or it was edited by hand; make it with `sotto-stats plan new`")]
    Malformed,
    /// A coordinator's signature is missing or wrong.
    #[error("the plan is not signed by all its coordinators; each runs `sotto-stats plan sign`")]
    Unsigned,
    /// A table would lay a vendor's tool at the door of a place.
    #[error(
        "a table of tools by region or country is never released: named vendors belong in case studies that people agreed to; plan another table"
    )]
    Vendors,
    /// The tables together spend more than a case has.
    #[error(
        "the tables spend more than the budget of a case (rho 0.125), or nothing, or the period is empty; plan fewer tables"
    )]
    Budget,
}

impl SignedPlan {
    /// Reads a plan in the making: sound, though perhaps not signed yet.
    pub fn read(bytes: &[u8]) -> Result<Self, PlanError> {
        let signed: Self = from_canonical(bytes.strip_suffix(b"\n").unwrap_or(bytes))
            .ok_or(PlanError::Malformed)?;
        if signed.signatures.len() != signed.plan.coordinators.len() {
            return Err(PlanError::Malformed);
        }
        signed.plan.check()?;
        Ok(signed)
    }

    /// Reads a plan that both coordinators have signed.
    pub fn verify(bytes: &[u8]) -> Result<Plan, PlanError> {
        let signed = Self::read(bytes)?;
        let message = canonical(&signed.plan).map_err(|_| PlanError::Malformed)?;
        for (coordinator, signature) in signed.plan.coordinators.iter().zip(&signed.signatures) {
            let signature = signature.ok_or(PlanError::Unsigned)?;
            let key = coordinator.verifying_key;
            key.verify(Purpose::Plan, &message, &signature)
                .map_err(|_| PlanError::Unsigned)?;
        }
        Ok(signed.plan)
    }
}

impl Plan {
    /// How many cells all tables have together: the length of every share.
    pub fn cells(&self) -> usize {
        self.tables.iter().map(Table::cells).sum()
    }

    /// Whether several organisations publish together: a line of releases of its own, beside those that each makes alone.
    pub fn is_joint(&self) -> bool {
        self.organisations.len() > 1
    }

    /// What a case that is counted spends of its budget: ρ of all tables, in thousandths.
    pub fn rho(&self) -> u32 {
        self.tables
            .iter()
            .fold(0, |sum, table| sum.saturating_add(table.rho))
    }

    /// Counts cases on the grid: each in one cell of every table.
    pub fn count<'a>(&self, codes: impl IntoIterator<Item = &'a Code>) -> TrueCounts {
        let mut counts = vec![0; self.cells()];
        let starts = self.tables.iter().scan(0, |next, table| {
            let start = *next;
            *next += table.cells();
            Some((start, table))
        });
        let starts: Vec<(usize, &Table)> = starts.collect();
        for code in codes {
            for (start, table) in &starts {
                if let Some(count) = counts.get_mut(start + table.cell(code)) {
                    *count += 1;
                }
            }
        }
        TrueCounts(counts)
    }

    /// The member that `root` signs for.
    pub fn member(&self, root: &VerifyingKey) -> Option<&Member> {
        self.organisations
            .iter()
            .find(|member| member.root == *root)
    }

    /// SHA-256 of the canonical plan: its name in contributions, halves and releases.
    pub fn digest(&self) -> Result<Hex<32>, PlanError> {
        let bytes = canonical(self).map_err(|_| PlanError::Malformed)?;
        Ok(Hex(Sha256::digest(bytes).into()))
    }

    fn check(&self) -> Result<(), PlanError> {
        if !self.is_well_formed() {
            return Err(PlanError::Malformed);
        }
        let names_vendors = |table: &Table| {
            let has = |side| table.dimensions.contains(&side);
            has(Dimension::Tool) && (has(Dimension::Geo) || has(Dimension::Country))
        };
        if self.tables.iter().any(names_vendors) {
            return Err(PlanError::Vendors);
        }
        let frugal = self.rho() <= LIFETIME_RHO && self.tables.iter().all(|table| table.rho > 0);
        if !frugal || self.tables.is_empty() || self.from > self.to || self.late_from > self.from {
            return Err(PlanError::Budget);
        }
        Ok(())
    }

    fn is_well_formed(&self) -> bool {
        let sides = |table: &Table| {
            let one_each = all_differ(table.dimensions.iter().map(|side| side.word()));
            (1..=2).contains(&table.dimensions.len()) && one_each
        };
        let named = |member: &Member| is_name(&member.organisation);
        let roots = self
            .organisations
            .iter()
            .map(|member| member.root.to_string());
        let keys = self
            .coordinators
            .iter()
            .map(|person| person.verifying_key.to_string());
        self.format == FORMAT
            && self.lists == LISTS
            && is_name(&self.title)
            && self.tables.len() <= MOST_TABLES
            && self.tables.iter().all(sides)
            && all_differ(self.tables.iter().map(Table::name))
            && !self.languages.is_empty()
            && all_differ(self.languages.iter().map(|language| language.word()))
            && (1..=MOST_MEMBERS).contains(&self.organisations.len())
            && self.organisations.iter().all(named)
            && all_differ(self.organisations.iter().map(|member| &member.organisation))
            && all_differ(roots)
            && (1..=2).contains(&self.coordinators.len())
            && self.coordinators.iter().all(|person| is_id(&person.id))
            && all_differ(self.coordinators.iter().map(|person| &person.id))
            && all_differ(keys)
    }
}

fn all_differ<T: Ord>(items: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    items.into_iter().all(|item| seen.insert(item))
}

/// How many cases fall in each cell. Not to be printed, plotted or sent: it has neither `Display` nor `Serialize`.
pub struct TrueCounts(Vec<u64>);

impl TrueCounts {
    /// For the team whose cases these are, and for nobody else.
    pub fn for_their_own_team(&self) -> &[u64] {
        &self.0
    }

    /// One share for each coordinator, which add up to the counts modulo 2⁶⁴. `masks` are uniformly random, one
    /// vector for each coordinator but the last; so each share alone, too, is uniformly random.
    pub fn split(&self, masks: &[Vec<u64>]) -> Vec<Vec<u64>> {
        let mut last = self.0.clone();
        for mask in masks {
            last.iter_mut()
                .zip(mask)
                .for_each(|(count, mask)| *count = count.wrapping_sub(*mask));
        }
        masks.iter().cloned().chain([last]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::country::Country;
    use crate::code::{
        Actor, Asset, Attribution, Finding, Geo, Kind, Outcome, Response, Target, Tool, Vector,
    };
    use ed25519_dalek::{Signer, SigningKey};

    fn coordinator(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn holder(id: &str, seed: u8) -> Keyholder {
        let letter = if seed == 1 { "q" } else { "p" };
        Keyholder {
            id: id.into(),
            recipient: format!("age1pq1{}", letter.repeat(1952)).parse().unwrap(),
            verifying_key: key(seed),
        }
    }

    fn key(seed: u8) -> VerifyingKey {
        VerifyingKey::try_from(coordinator(seed).verifying_key().to_bytes()).unwrap()
    }

    fn plan(tables: Vec<Table>) -> Plan {
        Plan {
            format: FORMAT.into(),
            lists: LISTS.into(),
            demo: false,
            title: "2026".into(),
            series: Series::Annual,
            from: "2026-01-01".parse().unwrap(),
            to: "2026-12-31".parse().unwrap(),
            late_from: "2025-01-01".parse().unwrap(),
            tables,
            languages: vec![Language::English],
            organisations: vec![Member {
                organisation: "Helpline".into(),
                root: key(3),
            }],
            coordinators: vec![holder("cy", 1), holder("di", 2)],
        }
    }

    fn table(dimensions: &[Dimension], rho: u32) -> Table {
        Table {
            dimensions: dimensions.to_vec(),
            rho,
        }
    }

    fn signed(plan: Plan) -> SignedPlan {
        let message = Purpose::Plan.message(&canonical(&plan).unwrap());
        let signatures = [1, 2].map(|seed| Some(Hex(coordinator(seed).sign(&message).to_bytes())));
        SignedPlan {
            plan,
            signatures: signatures.to_vec(),
        }
    }

    #[test]
    fn a_case_falls_in_one_cell_of_each_table() {
        let plan = plan(vec![
            table(&[Dimension::Kind], 25),
            table(&[Dimension::Geo, Dimension::Kind], 25),
        ]);
        assert_eq!(plan.cells(), 14 + 14 * 14);
        let counts = plan.count([&code(), &code()]);
        let counted: Vec<_> = counts
            .0
            .iter()
            .enumerate()
            .filter(|(_, n)| **n > 0)
            .collect();
        assert_eq!(counted, [(2, &2), (14 + 13 * 14 + 2, &2)]);
        assert_eq!(
            plan.tables[1].labels()[13 * 14 + 2],
            ["unknown", "phishing"]
        );
    }

    fn code() -> Code {
        Code {
            geo: Geo::Unknown,
            country: Country::unknown(),
            kind: Kind::Phishing,
            finding: Finding::Pending,
            tool: Tool::None,
            attribution: Attribution::None,
            actor: Actor::Unknown,
            target: Target::Other,
            asset: Asset::Ios,
            vector: Vector::Link,
            outcome: Outcome::Open,
            response: Response::NotApplicable,
        }
    }

    #[test]
    fn shares_add_up_to_the_counts_and_the_first_is_the_mask() {
        let plan = plan(vec![table(&[Dimension::Kind], 25)]);
        let counts = plan.count([&code()]);
        let masks: Vec<u64> = (0..14).map(|n| n * 0x1234_5678_9abc_def1).collect();
        let shares = counts.split(std::slice::from_ref(&masks));
        assert_eq!((shares.len(), &shares[0]), (2, &masks));
        let sum = |n: usize| shares[0][n].wrapping_add(shares[1][n]);
        assert_eq!((0..14).map(sum).collect::<Vec<_>>(), counts.0);
        assert_eq!(
            counts.split(&[]),
            vec![counts.0.clone()],
            "one coordinator alone sees the counts"
        );
    }

    #[test]
    fn no_table_puts_a_vendor_in_a_place() {
        for place in [Dimension::Geo, Dimension::Country] {
            let plan = plan(vec![table(&[place, Dimension::Tool], 25)]);
            assert_eq!(plan.check(), Err(PlanError::Vendors));
        }
    }

    #[test]
    fn a_plan_that_says_something_twice_is_none() {
        let good = plan(vec![table(&[Dimension::Kind], 25)]);
        assert_eq!(good.check(), Ok(()));
        let wrong: [fn(&mut Plan); 8] = [
            |plan| plan.tables.push(plan.tables[0].clone()),
            |plan| plan.tables[0].dimensions.push(Dimension::Kind),
            |plan| plan.languages.push(Language::English),
            |plan| plan.organisations.push(plan.organisations[0].clone()),
            |plan| plan.coordinators[1].verifying_key = plan.coordinators[0].verifying_key,
            |plan| plan.coordinators.clear(),
            |plan| plan.organisations.clear(),
            |plan| plan.title = "two\nlines".into(),
        ];
        for change in wrong {
            let mut plan = good.clone();
            change(&mut plan);
            assert_eq!(plan.check(), Err(PlanError::Malformed));
        }
        let mut late = good;
        late.late_from = late.from.plus(1);
        assert_eq!(late.check(), Err(PlanError::Budget));
    }

    #[test]
    fn both_coordinators_must_have_signed_these_very_bytes() {
        let good = signed(plan(vec![table(&[Dimension::Kind], 25)]));
        let verify = |signed: &SignedPlan| SignedPlan::verify(&canonical(signed).unwrap());
        assert_eq!(verify(&good).as_ref(), Ok(&good.plan));
        for place in [0, 1] {
            let mut missing = good.clone();
            missing.signatures[place] = None;
            assert_eq!(verify(&missing), Err(PlanError::Unsigned));
        }
        let mut changed = good.clone();
        changed.plan.to = "2026-12-30".parse().unwrap();
        assert_eq!(verify(&changed), Err(PlanError::Unsigned));
        let mut swapped = good;
        swapped.signatures.swap(0, 1);
        assert_eq!(verify(&swapped), Err(PlanError::Unsigned));
    }

    #[test]
    fn a_plan_cannot_spend_more_than_a_case_has() {
        let over = signed(plan(vec![
            table(&[Dimension::Kind], 100),
            table(&[Dimension::Geo], 26),
        ]));
        assert_eq!(
            SignedPlan::verify(&canonical(&over).unwrap()),
            Err(PlanError::Budget)
        );
        for tables in [vec![], vec![table(&[Dimension::Kind], 0)]] {
            assert_eq!(
                SignedPlan::verify(&canonical(&signed(plan(tables))).unwrap()),
                Err(PlanError::Budget)
            );
        }
    }
}
