//! The text-free facts of a closed case, from fixed lists; and the grid on which they are counted.
//!
//! No free text, no date, nothing below a country has a place here: by type. The lists follow
//! the coarse levels of RSIT (<https://github.com/enisaeu/Reference-Security-Incident-Taxonomy-Task-Force>),
//! VERIS (<https://verisframework.org>) and UN M49 (<https://unstats.un.org/unsd/methodology/m49/>).

use crate::country::Country;
use serde::{Deserialize, Serialize};

/// The version of the lists. A released number names it, so that numbers of different lists never mix.
pub const LISTS: &str = "sotto/1 code lists 2";

/// The word stands in no list of this name.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not in the list of {list}; choose one of: {words}")]
pub struct NotInList {
    list: &'static str,
    words: String,
}

impl NotInList {
    /// With what may be chosen instead.
    pub(crate) fn new(list: &'static str, words: String) -> Self {
        Self { list, words }
    }
}

macro_rules! list {
    ($(#[$meta:meta])* $name:ident, $list:literal: $($variant:ident = $word:literal),+ $(,)?) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each variant's word is its documentation")]
        pub enum $name { $($variant),+ }

        impl $name {
            /// Every value, in the order of the grid.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word for it, in commands and in published tables.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::code::NotInList;

            fn from_str(text: &str) -> Result<Self, $crate::code::NotInList> {
                let words = || Self::ALL.iter().map(|value| value.word()).collect::<Vec<_>>().join(", ");
                let found = Self::ALL.iter().find(|value| value.word() == text).copied();
                found.ok_or_else(|| $crate::code::NotInList::new($list, words()))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text: String = serde::Deserialize::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use list;

list! {
    /// Where, in fourteen groups.
    Geo, "regions":
    NorthernAfrica = "northern-africa", SubSaharanAfrica = "sub-saharan-africa", NorthernAmerica = "northern-america",
    LatinAmerica = "latin-america-caribbean", CentralAsia = "central-asia", EasternAsia = "eastern-asia",
    SouthernAsia = "southern-asia", SouthEasternAsia = "south-eastern-asia", WesternAsia = "western-asia",
    EasternEurope = "eastern-europe", OtherEurope = "other-europe", Oceania = "oceania",
    Exile = "exile-transnational", Unknown = "unknown",
}

list! {
    /// What happened.
    Kind, "kinds":
    Spyware = "spyware", Stalkerware = "stalkerware", Phishing = "phishing", Takeover = "account-takeover",
    Seizure = "device-seizure", Interception = "interception", Camera = "biometric-camera", Web = "web-ddos",
    Censorship = "censorship", Harassment = "harassment", Leak = "data-leak", Preventive = "preventive",
    Other = "other", Unknown = "unknown",
}

list! {
    /// How sure the team is.
    Finding, "findings":
    Confirmed = "confirmed", Probable = "probable", Suspected = "suspected", Inconclusive = "inconclusive",
    NoEvidence = "no-evidence", Pending = "pending",
}

list! {
    /// Who was aimed at.
    Target, "targets":
    Journalist = "journalist", Defender = "human-rights-defender", Lawyer = "lawyer", Activist = "activist",
    Politician = "politician", Ngo = "ngo-staff", Women = "womens-rights", Lgbtiq = "lgbtiq",
    Minority = "minority-land", Academic = "academic", Exile = "exile", Relative = "relative",
    Other = "other", Unknown = "unknown",
}

list! {
    /// How the case ended.
    Outcome, "outcomes":
    Secured = "secured", Referred = "referred", Notified = "vendor-notified", Legal = "legal", Public = "public",
    NoAction = "no-action", Unreachable = "unreachable", Open = "open",
}

list! {
    /// With what.
    Tool, "tools":
    Nso = "nso", Intellexa = "intellexa-cytrox", Candiru = "candiru", QuaDream = "quadream", Paragon = "paragon",
    Rcs = "rcs", Memento = "memento", Gamma = "gamma", Forensic = "forensic-extraction", Stalkerware = "stalkerware",
    Commercial = "other-commercial", State = "states-own", Criminal = "criminal", None = "none", Unknown = "unknown",
}

list! {
    /// How firmly it can be laid at somebody's door.
    Attribution, "attributions":
    None = "none", Low = "low", Moderate = "moderate", High = "high", Public = "public",
}

list! {
    /// Who did it.
    Actor, "actors":
    Domestic = "domestic-state", Foreign = "foreign-state", Affiliated = "affiliated", Company = "company",
    Intimate = "intimate", Criminal = "criminal", Other = "other", Unknown = "unknown",
}

list! {
    /// What was hit.
    Asset, "assets":
    Ios = "ios", Android = "android", Computer = "computer", Email = "email", Messaging = "social-messaging",
    Website = "website", Network = "network", Person = "person-place", Other = "other", Unknown = "unknown",
}

list! {
    /// By which way.
    Vector, "vectors":
    ZeroClick = "zero-click", Link = "link", Attachment = "attachment", Physical = "physical", Network = "network",
    Credential = "credential", App = "app", Legal = "legal-coercion", Other = "other", Unknown = "unknown",
}

list! {
    /// How long it took to answer.
    Response, "responses":
    Hours2 = "under-2-hours", Hours24 = "under-24-hours", Days3 = "1-3-days", Days7 = "3-7-days",
    Days30 = "7-30-days", Longer = "over-30-days", NotApplicable = "not-applicable",
}

/// What is counted of a closed case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Where.
    pub geo: Geo,
    /// In which country, as far as that may be said.
    pub country: Country,
    /// What happened.
    pub kind: Kind,
    /// How sure the team is.
    pub finding: Finding,
    /// With what.
    pub tool: Tool,
    /// How firmly it can be laid at somebody's door.
    pub attribution: Attribution,
    /// Who did it.
    pub actor: Actor,
    /// Who was aimed at.
    pub target: Target,
    /// What was hit.
    pub asset: Asset,
    /// By which way.
    pub vector: Vector,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took to answer.
    pub response: Response,
}

list! {
    /// One of the lists, as a side of a table.
    Dimension, "dimensions":
    Geo = "geo", Country = "country", Kind = "kind", Finding = "finding", Tool = "tool", Attribution = "attribution", Actor = "actor", Target = "target", Asset = "asset", Vector = "vector", Outcome = "outcome", Response = "response",
}

impl Code {
    /// Whether the country lies in the region. Who is in exile may be counted as such, with the country they fled.
    pub fn agrees(&self) -> bool {
        self.country == Country::unknown()
            || matches!(self.geo, Geo::Exile)
            || self.geo == self.country.region()
    }
}

impl Dimension {
    /// How many words the list has.
    pub fn length(self) -> usize {
        match self {
            Self::Geo => Geo::ALL.len(),
            Self::Country => Country::unknown().place() + 1,
            Self::Kind => Kind::ALL.len(),
            Self::Finding => Finding::ALL.len(),
            Self::Tool => Tool::ALL.len(),
            Self::Attribution => Attribution::ALL.len(),
            Self::Actor => Actor::ALL.len(),
            Self::Target => Target::ALL.len(),
            Self::Asset => Asset::ALL.len(),
            Self::Vector => Vector::ALL.len(),
            Self::Outcome => Outcome::ALL.len(),
            Self::Response => Response::ALL.len(),
        }
    }

    /// The words of the list, in the order of the grid.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Self::Geo => Geo::ALL.iter().map(|value| value.word()).collect(),
            Self::Country => Country::all().map(Country::word).collect(),
            Self::Kind => Kind::ALL.iter().map(|value| value.word()).collect(),
            Self::Finding => Finding::ALL.iter().map(|value| value.word()).collect(),
            Self::Tool => Tool::ALL.iter().map(|value| value.word()).collect(),
            Self::Attribution => Attribution::ALL.iter().map(|value| value.word()).collect(),
            Self::Actor => Actor::ALL.iter().map(|value| value.word()).collect(),
            Self::Target => Target::ALL.iter().map(|value| value.word()).collect(),
            Self::Asset => Asset::ALL.iter().map(|value| value.word()).collect(),
            Self::Vector => Vector::ALL.iter().map(|value| value.word()).collect(),
            Self::Outcome => Outcome::ALL.iter().map(|value| value.word()).collect(),
            Self::Response => Response::ALL.iter().map(|value| value.word()).collect(),
        }
    }

    /// Where on this side a case stands.
    pub fn place(self, code: &Code) -> usize {
        match self {
            Self::Geo => code.geo as usize,
            Self::Country => code.country.place(),
            Self::Kind => code.kind as usize,
            Self::Finding => code.finding as usize,
            Self::Tool => code.tool as usize,
            Self::Attribution => code.attribution as usize,
            Self::Actor => code.actor as usize,
            Self::Target => code.target as usize,
            Self::Asset => code.asset as usize,
            Self::Vector => code.vector as usize,
            Self::Outcome => code.outcome as usize,
            Self::Response => code.response as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_and_stands_in_its_place() {
        for dimension in Dimension::ALL {
            let words = dimension.words();
            assert!(
                words
                    .iter()
                    .all(|word| words.iter().filter(|other| *other == word).count() == 1)
            );
        }
        for (place, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(kind.word().parse(), Ok(*kind));
            assert_eq!(*kind as usize, place);
        }
        assert_eq!((Geo::ALL.len(), Kind::ALL.len()), (14, 14));
    }

    #[test]
    fn a_word_from_outside_is_answered_with_the_list() {
        let error = "Spyware".parse::<Kind>().unwrap_err().to_string();
        assert!(
            error.starts_with("not in the list of kinds; choose one of: spyware, stalkerware,"),
            "{error}"
        );
    }

    #[test]
    fn free_text_has_no_way_in() {
        let surplus = r#"{"geo":"unknown","country":"unknown","kind":"other","finding":"pending","tool":"none","attribution":"none","actor":"unknown","target":"other","asset":"ios","vector":"link","outcome":"open","response":"not-applicable","note":"Ana"}"#;
        assert!(serde_json::from_str::<Code>(surplus).is_err());
        assert!(serde_json::from_str::<Code>(&surplus.replace(r#","note":"Ana""#, "")).is_ok());
        assert!(
            serde_json::from_str::<Code>(
                &surplus
                    .replace(r#","note":"Ana""#, "")
                    .replace("pending", "Ana")
            )
            .is_err()
        );
    }
}
