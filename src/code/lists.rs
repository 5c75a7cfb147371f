//! The fixed lists that a case is coded with.
//!
//! They follow the coarse levels of RSIT (<https://github.com/enisaeu/Reference-Security-Incident-Taxonomy-Task-Force>),
//! VERIS (<https://verisframework.org>) and UN M49 (<https://unstats.un.org/unsd/methodology/m49/>).

/// The word is not in the list of this name.
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
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::code::lists::NotInList;

            fn from_str(text: &str) -> Result<Self, $crate::code::lists::NotInList> {
                let words = || Self::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>().join(", ");
                let found = Self::ALL.iter().find(|value| value.as_str() == text).copied();
                found.ok_or_else(|| $crate::code::lists::NotInList::new($list, words()))
            }
        }

        $crate::as_text::as_text!($name);
    };
}
pub(crate) use list;

list! {
    /// The region: one of twelve, exile, or unknown.
    Geo, "regions":
    NorthernAfrica = "northern-africa", SubSaharanAfrica = "sub-saharan-africa", NorthernAmerica = "northern-america",
    LatinAmerica = "latin-america-caribbean", CentralAsia = "central-asia", EasternAsia = "eastern-asia",
    SouthernAsia = "southern-asia", SouthEasternAsia = "south-eastern-asia", WesternAsia = "western-asia",
    EasternEurope = "eastern-europe", OtherEurope = "other-europe", Oceania = "oceania",
    Exile = "exile-transnational", Unknown = "unknown",
}

list! {
    /// The kind of incident.
    Kind, "kinds":
    Spyware = "spyware", Stalkerware = "stalkerware", Phishing = "phishing", Takeover = "account-takeover",
    Seizure = "device-seizure", Interception = "interception", Camera = "biometric-camera", Web = "web-ddos",
    Censorship = "censorship", Harassment = "harassment", Leak = "data-leak", Preventive = "preventive",
    Other = "other", Unknown = "unknown",
}

list! {
    /// The team's certainty.
    Finding, "findings":
    Confirmed = "confirmed", Probable = "probable", Suspected = "suspected", Inconclusive = "inconclusive",
    NoEvidence = "no-evidence", Pending = "pending",
}

list! {
    /// The kind of person who was aimed at.
    Target, "targets":
    Journalist = "journalist", Defender = "human-rights-defender", Lawyer = "lawyer", Activist = "activist",
    Politician = "politician", Ngo = "ngo-staff", Women = "womens-rights", Lgbtiq = "lgbtiq",
    Minority = "minority-land", Academic = "academic", Exile = "exile", Relative = "relative",
    Other = "other", Unknown = "unknown",
}

list! {
    /// The end of the case.
    Outcome, "outcomes":
    Secured = "secured", Referred = "referred", Notified = "vendor-notified", Legal = "legal", Public = "public",
    NoAction = "no-action", Unreachable = "unreachable", Open = "open",
}

list! {
    /// The tool that was used.
    Tool, "tools":
    Nso = "nso", Intellexa = "intellexa-cytrox", Candiru = "candiru", QuaDream = "quadream", Paragon = "paragon",
    Rcs = "rcs", Memento = "memento", Gamma = "gamma", Forensic = "forensic-extraction", Stalkerware = "stalkerware",
    Commercial = "other-commercial", State = "states-own", Criminal = "criminal", None = "none", Unknown = "unknown",
}

list! {
    /// The confidence with which it can be attributed.
    Attribution, "attributions":
    None = "none", Low = "low", Moderate = "moderate", High = "high", Public = "public",
}

list! {
    /// The kind of actor who did it.
    Actor, "actors":
    Domestic = "domestic-state", Foreign = "foreign-state", Affiliated = "affiliated", Company = "company",
    Intimate = "intimate", Criminal = "criminal", Other = "other", Unknown = "unknown",
}

list! {
    /// The kind of device, account or person that was hit.
    Asset, "assets":
    Ios = "ios", Android = "android", Computer = "computer", Email = "email", Messaging = "social-messaging",
    Website = "website", Network = "network", Person = "person-place", Other = "other", Unknown = "unknown",
}

list! {
    /// The way in.
    Vector, "vectors":
    ZeroClick = "zero-click", Link = "link", Attachment = "attachment", Physical = "physical", Network = "network",
    Credential = "credential", App = "app", Legal = "legal-coercion", Other = "other", Unknown = "unknown",
}

list! {
    /// The time until the team answered.
    Response, "responses":
    Hours2 = "under-2-hours", Hours24 = "under-24-hours", Days3 = "1-3-days", Days7 = "3-7-days",
    Days30 = "7-30-days", Longer = "over-30-days", NotApplicable = "not-applicable",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_and_stands_in_its_place() {
        for (index, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
            assert_eq!(*kind as usize, index);
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
}
