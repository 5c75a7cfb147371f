//! An indicator: a web address, domain, mail address, IP address, file digest or telephone number.

use serde::Serialize;

/// The kinds of indicators.
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
    /// Returns the kind's name, as commands and exports write it.
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

/// An indicator in its normal spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Indicator {
    pub kind: Kind,
    pub value: String,
}

/// Domains that so many people use that two cases are not related because both contain one of them.
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

/// Returns the value with its addresses made unclickable, for a terminal or a file.
pub fn defang(value: &str) -> String {
    let value = value
        .replace("http://", "hxxp://")
        .replace("https://", "hxxps://");
    value.replace('.', "[.]").replace('@', "[@]")
}

/// Returns whether this is one of the domains that so many people use that it relates no cases, or below one.
pub fn is_everywhere(domain: &str) -> bool {
    EVERYWHERE.iter().any(|common| {
        domain == *common
            || domain
                .strip_suffix(common)
                .is_some_and(|rest| rest.ends_with('.'))
    })
}

impl Indicator {
    /// Returns whether two cases that both contain it may be related.
    pub fn tells(&self) -> bool {
        self.kind != Kind::Domain || !is_everywhere(&self.value)
    }

    /// Returns the host of a mail address; `None` for another kind.
    pub fn mail_host(&self) -> Option<&str> {
        let (_, host) = self.value.rsplit_once('@')?;
        (self.kind == Kind::Email).then_some(host)
    }

    /// Returns the indicator's domain and those above it, down to the registered one. The domain of a web or mail address is its host.
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
