//! The code of a case for the statistics, as its answers, labels and outcome propose it. A handler completes it.

use super::book::Entry;
use super::change::Outcome as Ending;
use sotto::code::{
    Actor, Asset, Attribution, Code, Finding, Geo, Kind, Outcome, Response, Target, Tool, Vector,
};

/// What the case proposes. What it does not tell is `unknown`.
pub fn propose(entry: &Entry) -> Code {
    let threat = |word: &str| {
        entry
            .case
            .labels
            .iter()
            .any(|label| label.of("threat") == Some(word))
    };
    Code {
        geo: entry.answer("region").map_or(Geo::Unknown, geo),
        kind: kind(entry, threat),
        finding: finding(entry.case.outcome),
        tool: if threat("stalkerware") {
            Tool::Stalkerware
        } else {
            Tool::Unknown
        },
        attribution: Attribution::None,
        actor: if threat("stalkerware") {
            Actor::Intimate
        } else {
            Actor::Unknown
        },
        target: entry.answer("role").map_or(Target::Unknown, target),
        asset: entry.answer("device").map_or(Asset::Unknown, asset),
        vector: vector(entry, threat),
        outcome: outcome(entry.case.outcome),
        response: response(entry),
    }
}

fn kind(entry: &Entry, threat: impl Fn(&str) -> bool) -> Kind {
    let need = entry
        .records()
        .next()
        .map_or_else(Vec::new, |(_, record)| record.told.answers("need"));
    let needs = |word: &str| need.contains(&word);
    match () {
        () if entry.case.outcome == Some(Ending::Spyware)
            || threat("zero-click")
            || threat("one-click")
            || threat("malware") =>
        {
            Kind::Spyware
        }
        () if threat("stalkerware") => Kind::Stalkerware,
        () if threat("phishing") => Kind::Phishing,
        () if threat("account") => Kind::Takeover,
        () if threat("seizure") => Kind::Seizure,
        () if threat("network") => Kind::Interception,
        () if threat("physical") => Kind::Camera,
        () if threat("harassment") => Kind::Harassment,
        () if needs("seizure") => Kind::Seizure,
        () if needs("account") => Kind::Takeover,
        () if needs("message") => Kind::Phishing,
        () if needs("notification") => Kind::Spyware,
        () if needs("surveillance") => Kind::Camera,
        () if needs("advice") => Kind::Preventive,
        () => Kind::Unknown,
    }
}

const fn finding(outcome: Option<Ending>) -> Finding {
    match outcome {
        Some(Ending::Spyware | Ending::Phishing) => Finding::Confirmed,
        Some(Ending::Untargeted) => Finding::Probable,
        Some(Ending::Inconclusive) => Finding::Inconclusive,
        Some(Ending::Nothing) => Finding::NoEvidence,
        _ => Finding::Pending,
    }
}

fn target(role: &str) -> Target {
    match role {
        "activist" => Target::Defender,
        "journalist" => Target::Journalist,
        "ngo" => Target::Ngo,
        "lawyer" => Target::Lawyer,
        "researcher" => Target::Academic,
        "official" => Target::Politician,
        "relative" => Target::Relative,
        "other" => Target::Other,
        _ => Target::Unknown,
    }
}

fn asset(device: &str) -> Asset {
    match device {
        "iphone" => Asset::Ios,
        "android" => Asset::Android,
        "windows" | "mac" | "linux" => Asset::Computer,
        "account" => Asset::Messaging,
        _ => Asset::Unknown,
    }
}

fn vector(entry: &Entry, threat: impl Fn(&str) -> bool) -> Vector {
    let did = entry
        .records()
        .next()
        .map_or_else(Vec::new, |(_, record)| record.told.answers("interaction"));
    match () {
        () if threat("zero-click") => Vector::ZeroClick,
        () if threat("one-click") || threat("phishing") || did.contains(&"clicked") => Vector::Link,
        () if threat("seizure") || threat("physical") => Vector::Physical,
        () if threat("network") => Vector::Network,
        () if did.contains(&"entered") => Vector::Credential,
        () if did.contains(&"opened") => Vector::Attachment,
        () if did.contains(&"installed") => Vector::App,
        () => Vector::Unknown,
    }
}

const fn outcome(outcome: Option<Ending>) -> Outcome {
    match outcome {
        Some(Ending::Spyware | Ending::Phishing | Ending::Untargeted | Ending::Inconclusive) => {
            Outcome::Secured
        }
        Some(Ending::Referred) => Outcome::Referred,
        Some(Ending::NoReply) => Outcome::Unreachable,
        Some(Ending::Nothing | Ending::OutOfMandate | Ending::Duplicate | Ending::Spam) => {
            Outcome::NoAction
        }
        None => Outcome::Open,
    }
}

/// From the day on which it came to that of the first reply: no finer time is known.
fn response(entry: &Entry) -> Response {
    let arrived = entry
        .records()
        .next()
        .map(|(_, record)| record.about.arrived);
    let replied = entry.case.replies.values().map(|reply| reply.day).min();
    let (Some(arrived), Some(replied)) = (arrived, replied) else {
        return Response::NotApplicable;
    };
    match replied.since(arrived) {
        0 => Response::Hours24,
        1..=3 => Response::Days3,
        4..=7 => Response::Days7,
        8..=30 => Response::Days30,
        _ => Response::Longer,
    }
}

/// ISO 3166 codes of the page's list by the groups of UN M49, <https://unstats.un.org/unsd/methodology/m49/>.
const GROUPS: [(Geo, &str); 12] = [
    (Geo::NorthernAfrica, "DZ EG LY MA SD TN EH"),
    (
        Geo::SubSaharanAfrica,
        "AO BJ BW BF BI CV CM CF TD KM CG CD CI DJ GQ ER SZ ET GA GM GH GN GW KE LS LR MG MW ML MR MU YT MZ NA NE NG RE RW SH ST SN SC SL SO ZA SS TZ TG UG ZM ZW IO TF",
    ),
    (Geo::NorthernAmerica, "US CA BM GL PM"),
    (
        Geo::LatinAmerica,
        "AG AI AR AW BS BB BZ BL BO BQ BR CL CO CR CU CW DM DO EC SV FK GF GD GP GT GY HT HN JM KY MQ MF MX MS NI PA PY PE PR KN LC VC SR SX TT TC UY VE VG VI GS BV",
    ),
    (Geo::CentralAsia, "KZ KG TJ TM UZ"),
    (Geo::EasternAsia, "CN HK JP KP KR MN MO TW"),
    (Geo::SouthernAsia, "AF BD BT IN IR MV NP PK LK"),
    (Geo::SouthEasternAsia, "BN KH ID LA MY MM PH SG TH TL VN"),
    (
        Geo::WesternAsia,
        "AM AZ BH CY GE IQ IL JO KW LB OM PS QA SA SY TR AE YE",
    ),
    (Geo::EasternEurope, "BY BG CZ HU MD PL RO RU SK UA"),
    (
        Geo::OtherEurope,
        "AL AD AT AX BA BE CH DE DK EE ES FI FO FR GB GG GI GR HR IE IM IS IT JE LI LT LU LV MC ME MK MT NL NO PT RS SE SI SJ SM VA XK",
    ),
    (
        Geo::Oceania,
        "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
    ),
];

fn geo(region: &str) -> Geo {
    let found = GROUPS
        .iter()
        .find(|(_, codes)| codes.split(' ').any(|code| code == region));
    found.map_or(Geo::Unknown, |(geo, _)| *geo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_country_is_in_one_group() {
        let all: Vec<_> = GROUPS
            .iter()
            .flat_map(|(_, codes)| codes.split(' '))
            .collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert!(all.len() > 235 && all.iter().all(|code| code.len() == 2));
        assert_eq!(
            (geo("LB"), geo("IR"), geo("the north")),
            (Geo::WesternAsia, Geo::SouthernAsia, Geo::Unknown)
        );
    }
}
