//! Plans that are refused, and one that is not.

use super::*;
use crate::code::country::Country;
use crate::code::{
    Actor, Asset, Attribution, Code, Dimension, Finding, Geo, Kind, LISTS, Outcome, Response,
    Target, Tool, Vector,
};
use crate::hex::Hex;
use crate::roster::Keyholder;
use crate::signed::{Purpose, VerifyingKey, canonical};
use crate::table::Table;
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
        .for_their_own_team()
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
    assert_eq!(
        (0..14).map(sum).collect::<Vec<_>>(),
        counts.for_their_own_team()
    );
    assert_eq!(
        counts.split(&[]),
        vec![counts.for_their_own_team().to_vec()],
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
