//! Suggests the code of a case for the statistics from its answers, labels and outcome. A handler completes it.

use crate::cases::entry::CaseView;
use crate::model::change::Outcome as Ending;
use sotto::code::country::Country;
use sotto::code::{
    Actor, Asset, Attribution, Code, Finding, Kind, Outcome, Response, Target, Tool, Vector,
};

/// Returns the code that the case suggests. What the case does not say is `unknown`.
pub fn propose(entry: &CaseView) -> Code {
    let threat = |word: &str| {
        entry
            .case
            .labels
            .iter()
            .any(|label| label.of("threat") == Some(word))
    };
    let country = entry
        .answer("region")
        .and_then(|region| region.parse().ok());
    let country = country.unwrap_or_else(Country::unknown);
    Code {
        geo: country.region(),
        country,
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

fn kind(entry: &CaseView, threat: impl Fn(&str) -> bool) -> Kind {
    let need = entry
        .records()
        .next()
        .map_or_else(Vec::new, |(_, record)| record.content.answers("need"));
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

fn vector(entry: &CaseView, threat: impl Fn(&str) -> bool) -> Vector {
    let did = entry.records().next().map_or_else(Vec::new, |(_, record)| {
        record.content.answers("interaction")
    });
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

/// Returns the time from the day on which the report came to the day of the first reply. Only days are known.
fn response(entry: &CaseView) -> Response {
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
