//! A release of made-up cases, made in the same way as one of real cases: from counts to a folder.

use super::case::case;
use crate::collect::share::Share;
use crate::collect::sum::Summed;
use crate::keyring::NoRandomness;
use crate::keyring::keys::Keys;
use crate::ledger::error::LedgerError;
use crate::ledger::half::Half;
use crate::noise::RandomSource;
use crate::release::document::Release;
use crate::release::error::ReleaseError;
use sotto::code::Code;
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::plan::{Plan, Series, SignedPlan};
use sotto::signed::{Purpose, canonical};

/// Why no preview was made.
#[derive(Debug, thiserror::Error)]
pub enum NoPreview {
    #[error("{0}")]
    Random(NoRandomness),
    #[error("{0}")]
    Ledger(LedgerError),
    #[error("{0}")]
    Release(ReleaseError),
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
}

/// The number of earlier quarters that are drawn beside a quarterly preview.
const EARLIER: u16 = 3;

/// Returns a release of `cases` made-up cases, signed by made-up coordinators, and earlier releases if the plan is quarterly.
pub fn preview(
    plan: &Plan,
    cases: u64,
    random: &mut impl RandomSource,
) -> Result<(Release, Vec<Release>), NoPreview> {
    let ids = plan.coordinators.iter().map(|one| Keys::draw(&one.id));
    let keys: Vec<Keys> = ids.collect::<Result<_, _>>().map_err(NoPreview::Random)?;
    let before = if plan.series == Series::Quarterly {
        EARLIER
    } else {
        0
    };
    let mut earlier = Vec::new();
    for quarter in (1..=before).rev() {
        let cases = cases * u64::from(8 - quarter) / 8;
        earlier.push(release(
            &quarters_before(plan, quarter),
            &keys,
            cases,
            random,
        )?);
    }
    Ok((release(plan, &keys, cases, random)?, earlier))
}

/// Returns the same plan for the period that lies `quarters` periods earlier.
fn quarters_before(plan: &Plan, quarters: u16) -> Plan {
    let length = plan.to.since(plan.from) + 1;
    let back = |day: Day| {
        let number = day.number().saturating_sub(length * quarters);
        number.try_into().unwrap_or(day)
    };
    let from = back(plan.from);
    Plan {
        title: format!("{} - {quarters}", plan.title),
        from,
        to: back(plan.to),
        late_from: from,
        ..plan.clone()
    }
}

fn release(
    plan: &Plan,
    keys: &[Keys],
    cases: u64,
    random: &mut impl RandomSource,
) -> Result<Release, NoPreview> {
    let signed = signed_as_demo(plan.clone(), keys)?;
    let codes: Result<Vec<Code>, _> = (0..cases).map(|_| case(random)).collect();
    let counts = signed.plan.count(&codes.map_err(NoPreview::Random)?);
    let masks = (1..keys.len()).map(|_| (0..signed.plan.cells()).map(|_| random.word()).collect());
    let masks: Vec<Vec<u64>> = masks.collect::<Result<_, _>>().map_err(NoPreview::Random)?;
    let mut halves = Vec::new();
    for ((place, keys), words) in keys.iter().enumerate().zip(counts.split(&masks)) {
        let half = half(&signed, keys, place, words, random)?;
        halves.push((keys.id.clone(), canonical(&half).map_err(NoPreview::Json)?));
    }
    Release::of(&signed.plan, &halves).map_err(NoPreview::Release)
}

/// Returns the plan, marked as a demonstration and signed with these keys, whose holders are its coordinators.
fn signed_as_demo(mut plan: Plan, keys: &[Keys]) -> Result<SignedPlan, NoPreview> {
    plan.demo = true;
    plan.coordinators = keys.iter().filter_map(|keys| keys.card()).collect();
    let message = canonical(&plan).map_err(NoPreview::Json)?;
    let signatures = keys
        .iter()
        .map(|keys| Some(keys.sign(Purpose::Plan, &message)))
        .collect();
    Ok(SignedPlan { plan, signatures })
}

fn half(
    signed: &SignedPlan,
    keys: &Keys,
    place: usize,
    words: Vec<u64>,
    random: &mut impl RandomSource,
) -> Result<Half, NoPreview> {
    let members = signed.plan.organisations.iter();
    let summed = Summed {
        share: Share::of(words),
        inputs: Hex([0; 32]),
        contributors: members.map(|member| member.organisation.clone()).collect(),
    };
    let day = signed.plan.to.plus(1);
    Half::first(signed, keys, place, &summed, day, random).map_err(NoPreview::Ledger)
}
