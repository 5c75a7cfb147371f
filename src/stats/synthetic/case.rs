//! Made-up cases. Each list has a few frequent words and many rare ones.

use crate::keyring::NoRandomness;
use crate::noise::{RandomSource, below};
use sotto::code::country::Country;
use sotto::code::{
    Actor, Asset, Attribution, Code, Finding, Geo, Kind, Outcome, Response, Target, Tool, Vector,
};

// Each list from the most frequent word to the rarest.
const KINDS: [Kind; 14] = [
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
];
const FINDINGS: [Finding; 6] = [
    Finding::Probable,
    Finding::Inconclusive,
    Finding::Confirmed,
    Finding::NoEvidence,
    Finding::Suspected,
    Finding::Pending,
];
const TOOLS: [Tool; 11] = [
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
];
const ATTRIBUTIONS: [Attribution; 5] = [
    Attribution::None,
    Attribution::Low,
    Attribution::Moderate,
    Attribution::High,
    Attribution::Public,
];
const ACTORS: [Actor; 8] = [
    Actor::Unknown,
    Actor::Domestic,
    Actor::Affiliated,
    Actor::Criminal,
    Actor::Foreign,
    Actor::Intimate,
    Actor::Company,
    Actor::Other,
];
const TARGETS: [Target; 14] = [
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
];
const ASSETS: [Asset; 10] = [
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
];
const VECTORS: [Vector; 10] = [
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
];
const OUTCOMES: [Outcome; 8] = [
    Outcome::Secured,
    Outcome::Referred,
    Outcome::NoAction,
    Outcome::Unreachable,
    Outcome::Notified,
    Outcome::Legal,
    Outcome::Public,
    Outcome::Open,
];
const RESPONSES: [Response; 7] = [
    Response::Hours24,
    Response::Days3,
    Response::Hours2,
    Response::Days7,
    Response::NotApplicable,
    Response::Days30,
    Response::Longer,
];

/// A made-up case. Each list has a few frequent words and many rare ones; countries are frequent in no order that means anything.
pub fn case(random: &mut impl RandomSource) -> Result<Code, NoRandomness> {
    let place = zipf(Country::unknown().index(), random)?;
    let scattered = (place * 101 + 17) % Country::unknown().index();
    let country = Country::all()
        .nth(scattered)
        .unwrap_or_else(Country::unknown);
    let geo = match below(12, random)? {
        0 => Geo::Exile,
        _ => country.region(),
    };
    Ok(Code {
        geo,
        country,
        kind: one_of(&KINDS, random)?,
        finding: one_of(&FINDINGS, random)?,
        tool: one_of(&TOOLS, random)?,
        attribution: one_of(&ATTRIBUTIONS, random)?,
        actor: one_of(&ACTORS, random)?,
        target: one_of(&TARGETS, random)?,
        asset: one_of(&ASSETS, random)?,
        vector: one_of(&VECTORS, random)?,
        outcome: one_of(&OUTCOMES, random)?,
        response: one_of(&RESPONSES, random)?,
    })
}

fn one_of<T: Copy>(words: &[T], random: &mut impl RandomSource) -> Result<T, NoRandomness> {
    let place = zipf(words.len(), random)?;
    words.get(place).copied().ok_or(NoRandomness)
}

/// A place among so many, the n-th of weight 1/n.
fn zipf(places: usize, random: &mut impl RandomSource) -> Result<usize, NoRandomness> {
    let weight = |place: usize| 1_000_000 / (place as u128 + 1);
    let all: u128 = (0..places).map(weight).sum();
    let mut drawn = below(all, random)?;
    for place in 0..places {
        match drawn.checked_sub(weight(place)) {
            Some(rest) => drawn = rest,
            None => return Ok(place),
        }
    }
    Ok(0)
}
