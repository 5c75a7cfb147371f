//! Indicators in a report: addresses, domains, numbers, digests. Found however they were made unclickable.

use serde::Serialize;

/// What kind of indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Url,
    Domain,
    Email,
    Ip,
    Hash,
    Phone,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Domain => "domain",
            Self::Email => "email",
            Self::Ip => "ip",
            Self::Hash => "hash",
            Self::Phone => "phone",
        }
    }
}

/// An indicator, spelled in one way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Indicator {
    pub kind: Kind,
    pub value: String,
}

/// Where half the world is: a case has nothing to do with another because both name one of these.
const EVERYWHERE: [&str; 30] = [
    "apple.com",
    "icloud.com",
    "google.com",
    "gmail.com",
    "googlemail.com",
    "youtube.com",
    "facebook.com",
    "fb.com",
    "instagram.com",
    "whatsapp.com",
    "wa.me",
    "t.me",
    "telegram.org",
    "signal.org",
    "twitter.com",
    "x.com",
    "t.co",
    "microsoft.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "yahoo.com",
    "proton.me",
    "protonmail.com",
    "tiktok.com",
    "linkedin.com",
    "bit.ly",
    "tinyurl.com",
    "torproject.org",
    "wikipedia.org",
];

/// Makes addresses unclickable where text leaves the desk for a terminal or a file.
pub fn defang(value: &str) -> String {
    let value = value
        .replace("http://", "hxxp://")
        .replace("https://", "hxxps://");
    value.replace('.', "[.]").replace('@', "[@]")
}

/// Returns whether half the world is at this domain.
pub fn is_everywhere(domain: &str) -> bool {
    EVERYWHERE.iter().any(|common| {
        domain == *common
            || domain
                .strip_suffix(common)
                .is_some_and(|rest| rest.ends_with('.'))
    })
}

impl Indicator {
    /// Returns whether two cases that both have it may have to do with one another.
    pub fn tells(&self) -> bool {
        self.kind != Kind::Domain || !is_everywhere(&self.value)
    }

    /// Returns the host of an address of mail.
    pub fn mail_host(&self) -> Option<&str> {
        let (_, host) = self.value.rsplit_once('@')?;
        (self.kind == Kind::Email).then_some(host)
    }

    /// Returns this domain and those above it, down to the one that somebody registered; of an address and of mail, that of its host.
    pub fn domains(&self) -> Vec<&str> {
        let host = match self.kind {
            Kind::Domain => Some(self.value.as_str()),
            Kind::Email => self.value.split('@').nth(1),
            Kind::Url => self
                .value
                .split("://")
                .nth(1)
                .and_then(|rest| rest.split(['/', '?', '#', ':']).next()),
            Kind::Ip | Kind::Hash | Kind::Phone => None,
        };
        let Some(host) = host else { return Vec::new() };
        let registered =
            psl::domain(host.as_bytes()).map_or(host.len(), |domain| domain.as_bytes().len());
        let dots = std::iter::once(0).chain(host.match_indices('.').map(|(at, _)| at + 1));
        dots.filter(|at| host.len() - at >= registered)
            .filter_map(|at| host.get(at..))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_are_walked_to_what_was_registered_and_no_further() {
        let indicator = |value: &str| Indicator {
            kind: Kind::Domain,
            value: value.to_owned(),
        };
        assert_eq!(
            indicator("a.b.evil.co.uk").domains(),
            ["a.b.evil.co.uk", "b.evil.co.uk", "evil.co.uk"]
        );
        assert_eq!(
            indicator("me.github.io").domains(),
            ["me.github.io"],
            "the private section counts"
        );
        assert!(!indicator("mail.google.com").tells() && indicator("notgoogle.com").tells());
    }
}
