//! The signed list of tables to be released, made before the period; and the grid of all their cells.

use crate::code::{Code, Dimension, LISTS};
use crate::day::Day;
use crate::hex::Hex;
use crate::signed::{Purpose, Signature, VerifyingKey, canonical, from_canonical};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a plan says of itself in `format`.
pub const FORMAT: &str = "sotto/1 plan";

/// The zCDP budget of a case over its whole life, ρ = 1/8, in thousandths.
///
/// Bun and Steinke 2016, <https://arxiv.org/abs/1605.02658>. ε = 2.42 at δ = 10⁻⁶.
pub const LIFETIME_RHO: u32 = 125;

/// One table to be released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its sides: one list, or several crossed.
    pub dimensions: Vec<Dimension>,
    /// The budget it spends, ρ in thousandths.
    pub rho: u32,
}

impl Table {
    /// How many cells it has.
    pub fn cells(&self) -> usize {
        self.dimensions
            .iter()
            .map(|side| side.words().len())
            .product()
    }

    /// The one cell that a case falls in.
    pub fn cell(&self, code: &Code) -> usize {
        self.dimensions
            .iter()
            .fold(0, |cell, side| cell * side.words().len() + side.place(code))
    }

    /// The words that name each cell, in order.
    pub fn labels(&self) -> Vec<Vec<&'static str>> {
        self.dimensions.iter().fold(vec![Vec::new()], |rows, side| {
            let words = side.words();
            rows.iter()
                .flat_map(|row| words.iter().map(|word| [row.clone(), vec![*word]].concat()))
                .collect()
        })
    }

    /// The variance σ² = 1/(2ρ) of the noise of one coordinator, as a fraction (numerator, denominator).
    pub fn variance(&self) -> (u64, u64) {
        (1_000, 2 * u64::from(self.rho))
    }

    /// The least noisy value that is shown: T = 5⌈3σ/5⌉, in whole numbers: the least multiple of 5 with T² ≥ 9σ².
    pub fn threshold(&self) -> i64 {
        let (numerator, denominator) = self.variance();
        let reaches =
            |t: &i64| i128::from(*t).pow(2) * i128::from(denominator) >= 9 * i128::from(numerator);
        (1..).map(|n| 5 * n).find(reaches).unwrap_or(i64::MAX)
    }
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
    /// The first day on which a counted case may have been closed.
    pub from: Day,
    /// The last one.
    pub to: Day,
    /// The tables.
    pub tables: Vec<Table>,
    /// The verifying keys of the two coordinators, in the order of the shares.
    pub coordinators: [VerifyingKey; 2],
}

/// A plan and both coordinators' signatures over it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedPlan {
    /// The plan.
    pub plan: Plan,
    /// One signature a coordinator, in their order; `None` while it is missing.
    pub signatures: [Option<Signature>; 2],
}

/// Why a plan is refused, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It is not a plan, or not in canonical form.
    #[error("this is no plan, or it was edited by hand; make it with `sotto-stats plan new`")]
    Malformed,
    /// A coordinator's signature is missing or wrong.
    #[error("the plan is not signed by both coordinators; each runs `sotto-stats plan sign`")]
    Unsigned,
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
        signed.plan.check()?;
        Ok(signed)
    }

    /// Reads a plan that both coordinators have signed.
    pub fn verify(bytes: &[u8]) -> Result<Plan, PlanError> {
        let signed = Self::read(bytes)?;
        let message = canonical(&signed.plan).map_err(|_| PlanError::Malformed)?;
        for (key, signature) in signed.plan.coordinators.iter().zip(signed.signatures) {
            let signature = signature.ok_or(PlanError::Unsigned)?;
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

    /// What a case that is counted spends of its budget: ρ of all tables, in thousandths.
    pub fn rho(&self) -> u32 {
        self.tables
            .iter()
            .fold(0, |sum, table| sum.saturating_add(table.rho))
    }

    /// One for each cell that a case falls in: one cell a table.
    pub fn place(&self, code: &Code) -> Vec<usize> {
        let mut start = 0;
        let places = self.tables.iter().map(|table| {
            let cell = start + table.cell(code);
            start += table.cells();
            cell
        });
        places.collect()
    }

    /// SHA-256 of the canonical plan: its name in contributions, halves and releases.
    pub fn digest(&self) -> Result<Hex<32>, PlanError> {
        let bytes = canonical(self).map_err(|_| PlanError::Malformed)?;
        Ok(Hex(Sha256::digest(bytes).into()))
    }

    fn check(&self) -> Result<(), PlanError> {
        let known = self.format == FORMAT && self.lists == LISTS && self.tables.len() <= 16;
        let sides = |table: &Table| (1..=2).contains(&table.dimensions.len());
        let one_line = self.title.len() <= 200 && !self.title.chars().any(char::is_control);
        if !known
            || !one_line
            || !self.tables.iter().all(sides)
            || self.coordinators[0] == self.coordinators[1]
        {
            return Err(PlanError::Malformed);
        }
        let frugal = self.rho() <= LIFETIME_RHO && self.tables.iter().all(|table| table.rho > 0);
        if !frugal || self.tables.is_empty() || self.from > self.to {
            return Err(PlanError::Budget);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{
        Actor, Asset, Attribution, Finding, Geo, Kind, Outcome, Response, Target, Tool, Vector,
    };
    use ed25519_dalek::{Signer, SigningKey};

    fn coordinator(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn plan(tables: Vec<Table>) -> Plan {
        let key =
            |seed| VerifyingKey::try_from(coordinator(seed).verifying_key().to_bytes()).unwrap();
        Plan {
            format: FORMAT.into(),
            lists: LISTS.into(),
            demo: false,
            title: "2026".into(),
            from: "2026-01-01".parse().unwrap(),
            to: "2026-12-31".parse().unwrap(),
            tables,
            coordinators: [key(1), key(2)],
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
        SignedPlan { plan, signatures }
    }

    #[test]
    fn thresholds_are_those_of_the_published_tiers() {
        for (rho, threshold) in [
            (25, 15),
            (20, 15),
            (8, 25),
            (29, 15),
            (12, 20),
            (30, 15),
            (6, 30),
        ] {
            assert_eq!(
                table(&[Dimension::Kind], rho).threshold(),
                threshold,
                "rho {rho}/1000"
            );
        }
    }

    #[test]
    fn a_case_falls_in_one_cell_of_each_table() {
        let plan = plan(vec![
            table(&[Dimension::Kind], 25),
            table(&[Dimension::Geo, Dimension::Kind], 25),
        ]);
        let code = Code {
            geo: Geo::Unknown,
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
        };
        assert_eq!(plan.cells(), 14 + 14 * 14);
        assert_eq!(plan.place(&code), [2, 14 + 13 * 14 + 2]);
        assert_eq!(
            plan.tables[1].labels()[13 * 14 + 2],
            ["unknown", "phishing"]
        );
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
