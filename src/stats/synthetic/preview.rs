//! Cases that nobody had, to look at a plan with before it is signed: the same way as real ones, from counts to a folder.

use crate::collect::share::Share;
use crate::collect::sum::Summed;
use crate::keyring::NoRandomness;
use crate::keyring::keys::Keys;
use crate::ledger::file::{Half, LedgerError, draw};
use crate::noise::{Coins, below};
use crate::release::figures::{Release, ReleaseError};
use sotto::code::{
    Actor, Asset, Attribution, Code, Finding, Geo, Kind, Outcome, Response, Target, Tool, Vector,
};
use sotto::country::Country;
use sotto::hex::Hex;
use sotto::plan::{Plan, Series, SignedPlan};
use sotto::signed::{Purpose, canonical};

/// Why there is nothing to look at.
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

/// How many earlier quarters a quarterly plan is shown with.
const EARLIER: u16 = 3;

/// A release of so many made-up cases, by coordinators made up for it; and earlier ones, where the plan is quarterly.
pub fn preview(
    plan: &Plan,
    cases: u64,
    coins: &mut impl Coins,
) -> Result<(Release, Vec<Release>), NoPreview> {
    let keys: Result<Vec<Keys>, _> = plan
        .coordinators
        .iter()
        .map(|one| Keys::draw(&one.id))
        .collect();
    let keys = keys.map_err(NoPreview::Random)?;
    let before = if plan.series == Series::Quarterly {
        EARLIER
    } else {
        0
    };
    let mut earlier = Vec::new();
    let length = plan.to.since(plan.from) + 1;
    for quarter in (1..=before).rev() {
        let back = |day: sotto::day::Day| {
            day.number()
                .saturating_sub(length * quarter)
                .try_into()
                .unwrap_or(day)
        };
        let from = back(plan.from);
        let title = format!("{} - {quarter}", plan.title);
        let plan = Plan {
            title,
            from,
            to: back(plan.to),
            late_from: from,
            ..plan.clone()
        };
        earlier.push(one(
            &plan,
            &keys,
            cases * u64::from(8 - quarter) / 8,
            coins,
        )?);
    }
    Ok((one(plan, &keys, cases, coins)?, earlier))
}

fn one(
    plan: &Plan,
    keys: &[Keys],
    cases: u64,
    coins: &mut impl Coins,
) -> Result<Release, NoPreview> {
    let mut plan = plan.clone();
    plan.demo = true;
    plan.coordinators = keys.iter().filter_map(|keys| keys.card()).collect();
    let message = canonical(&plan).map_err(NoPreview::Json)?;
    let signatures = keys
        .iter()
        .map(|keys| Some(keys.sign(Purpose::Plan, &message)))
        .collect();
    let signed = SignedPlan { plan, signatures };
    let codes: Result<Vec<Code>, _> = (0..cases).map(|_| case(coins)).collect();
    let counts = signed.plan.count(&codes.map_err(NoPreview::Random)?);
    let word = |coins: &mut _| Coins::word(coins);
    let masks = (1..keys.len()).map(|_| (0..signed.plan.cells()).map(|_| word(coins)).collect());
    let shares = counts.split(
        &masks
            .collect::<Result<Vec<_>, _>>()
            .map_err(NoPreview::Random)?,
    );
    let mut halves = Vec::new();
    for ((place, keys), words) in keys.iter().enumerate().zip(shares) {
        let contributors = signed
            .plan
            .organisations
            .iter()
            .map(|member| member.organisation.clone());
        let summed = Summed {
            share: Share::of(words),
            inputs: Hex([0; 32]),
            contributors: contributors.collect(),
        };
        let day = signed.plan.to.plus(1);
        let (entry, values) =
            draw(&signed, keys, place, &summed, day, None, coins).map_err(NoPreview::Ledger)?;
        let half = Half {
            ledger: vec![entry],
            values,
        };
        halves.push((keys.id.clone(), canonical(&half).map_err(NoPreview::Json)?));
    }
    Release::of(&signed.plan, &halves).map_err(NoPreview::Release)
}

/// A made-up case. Each list has a few frequent words and many rare ones; countries are frequent in no order that means anything.
pub fn case(coins: &mut impl Coins) -> Result<Code, NoRandomness> {
    let place = zipf(Country::unknown().place(), coins)?;
    let scattered = (place * 101 + 17) % Country::unknown().place();
    let country = Country::all()
        .nth(scattered)
        .unwrap_or_else(Country::unknown);
    let geo = match below(12, coins)? {
        0 => Geo::Exile,
        _ => country.region(),
    };
    Ok(Code {
        geo,
        country,
        kind: of(
            &[
                Kind::Phishing,
                Kind::Spyware,
                Kind::Takeover,
                Kind::Seizure,
                Kind::Harassment,
                Kind::Stalkerware,
                Kind::Preventive,
                Kind::Leak,
                Kind::Web,
                Kind::Interception,
                Kind::Censorship,
                Kind::Camera,
                Kind::Unknown,
                Kind::Other,
            ],
            coins,
        )?,
        finding: of(
            &[
                Finding::Probable,
                Finding::Inconclusive,
                Finding::Confirmed,
                Finding::NoEvidence,
                Finding::Suspected,
                Finding::Pending,
            ],
            coins,
        )?,
        tool: of(
            &[
                Tool::Unknown,
                Tool::None,
                Tool::Forensic,
                Tool::Nso,
                Tool::Commercial,
                Tool::Criminal,
                Tool::Stalkerware,
                Tool::Intellexa,
                Tool::State,
                Tool::Paragon,
                Tool::Candiru,
            ],
            coins,
        )?,
        attribution: of(
            &[
                Attribution::None,
                Attribution::Low,
                Attribution::Moderate,
                Attribution::High,
                Attribution::Public,
            ],
            coins,
        )?,
        actor: of(
            &[
                Actor::Unknown,
                Actor::Domestic,
                Actor::Affiliated,
                Actor::Criminal,
                Actor::Foreign,
                Actor::Intimate,
                Actor::Company,
                Actor::Other,
            ],
            coins,
        )?,
        target: of(
            &[
                Target::Journalist,
                Target::Defender,
                Target::Activist,
                Target::Ngo,
                Target::Lawyer,
                Target::Women,
                Target::Exile,
                Target::Minority,
                Target::Politician,
                Target::Lgbtiq,
                Target::Academic,
                Target::Relative,
                Target::Unknown,
                Target::Other,
            ],
            coins,
        )?,
        asset: of(
            &[
                Asset::Android,
                Asset::Messaging,
                Asset::Ios,
                Asset::Email,
                Asset::Computer,
                Asset::Website,
                Asset::Network,
                Asset::Person,
                Asset::Unknown,
                Asset::Other,
            ],
            coins,
        )?,
        vector: of(
            &[
                Vector::Link,
                Vector::Credential,
                Vector::Physical,
                Vector::Unknown,
                Vector::Attachment,
                Vector::ZeroClick,
                Vector::App,
                Vector::Network,
                Vector::Legal,
                Vector::Other,
            ],
            coins,
        )?,
        outcome: of(
            &[
                Outcome::Secured,
                Outcome::Referred,
                Outcome::NoAction,
                Outcome::Unreachable,
                Outcome::Notified,
                Outcome::Legal,
                Outcome::Public,
                Outcome::Open,
            ],
            coins,
        )?,
        response: of(
            &[
                Response::Hours24,
                Response::Days3,
                Response::Hours2,
                Response::Days7,
                Response::NotApplicable,
                Response::Days30,
                Response::Longer,
            ],
            coins,
        )?,
    })
}

fn of<T: Copy>(words: &[T], coins: &mut impl Coins) -> Result<T, NoRandomness> {
    let place = zipf(words.len(), coins)?;
    words.get(place).copied().ok_or(NoRandomness)
}

/// A place among so many, the n-th of weight 1/n.
fn zipf(places: usize, coins: &mut impl Coins) -> Result<usize, NoRandomness> {
    let weight = |place: usize| 1_000_000 / (place as u128 + 1);
    let all: u128 = (0..places).map(weight).sum();
    let mut drawn = below(all, coins)?;
    for place in 0..places {
        match drawn.checked_sub(weight(place)) {
            Some(rest) => drawn = rest,
            None => return Ok(place),
        }
    }
    Ok(0)
}
