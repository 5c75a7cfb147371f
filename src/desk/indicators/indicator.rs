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
    use crate::indicators::extract::extract;
    use proptest::prelude::*;

    fn of(text: &str) -> Vec<String> {
        extract(text)
            .into_iter()
            .map(|found| format!("{}:{}", found.kind.as_str(), found.value))
            .collect()
    }

    #[test]
    fn one_domain_is_found_in_every_disguise() {
        for text in [
            "evil.example.com",
            "evil[.]example[.]com",
            "evil(.)example.com",
            "evil[dot]example(dot)com",
            "(evil.example.com).",
            "«evil。example．com»",
            "hxxp://evil.example.com",
            "hXXps://evil[.]example.com/",
            "h**p://evil.example.com:8080/x",
            "EVIL.example.COM",
            "ev\u{200b}il.example.com",
            "http[:]//evil.example.com?a=b",
        ] {
            assert!(
                of(text).contains(&"domain:evil.example.com".to_owned()),
                "{text}: {:?}",
                of(text)
            );
        }
    }

    #[test]
    fn each_kind_is_known_and_words_are_not_taken_for_names() {
        assert_eq!(
            of("see https://Evil.example.com/Path?q=1, now"),
            [
                "url:https://evil.example.com/Path?q=1",
                "domain:evil.example.com"
            ]
        );
        assert_eq!(
            of("from 198.51.100.7 and +961 3 123-456 (or 0049 30 1234567)"),
            ["ip:198.51.100.7", "phone:+49301234567", "phone:+9613123456"]
        );
        assert_eq!(
            of("d41d8cd98f00b204e9800998ecf8427e"),
            ["hash:d41d8cd98f00b204e9800998ecf8427e"]
        );
        for text in [
            "e.g. report.pdf, v1.2.3 and Mr.Smith at 12:30",
            "",
            "…",
            "+1",
            "100000 people",
            "a@b",
            "http://",
        ] {
            assert_eq!(of(text), Vec::<String>::new(), "{text}");
        }
    }

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

    #[test]
    fn what_is_defanged_is_found_again() {
        let url = "https://evil.example.com/x";
        assert_eq!(defang(url), "hxxps://evil[.]example[.]com/x");
        assert_eq!(of(&defang(url)), of(url));
    }

    #[test]
    fn an_address_of_mail_does_not_name_its_domain() {
        assert_eq!(of("x@evil[.]example[.]com"), ["email:x@evil.example.com"]);
    }

    /// Returns how long it takes to search so many bytes of repeated `unit`: the quickest of five runs.
    fn time(unit: &str, bytes: usize) -> std::time::Duration {
        let text = unit.repeat(bytes / unit.len());
        let once = || {
            let began = std::time::Instant::now();
            std::hint::black_box(extract(&text));
            began.elapsed()
        };
        (0..5).map(|_| once()).min().unwrap()
    }

    #[test]
    fn the_time_grows_with_the_length_of_the_text_and_not_with_its_square() {
        for unit in [
            "00 ", "+ ", "+1 ", "( ", "00", "+", "0-", "a.", "http://", "@", "a@b.", "hxxp[.]",
            "\u{a0}00",
        ] {
            let (short, long) = (time(unit, 16 << 10), time(unit, 512 << 10));
            // 32 times the text takes 32 times as long, or 1,024 times where work grows with the square. Between them, and
            // above what is too short to be compared, there is room for a busy machine.
            let short = short.max(std::time::Duration::from_millis(2));
            assert!(
                long < short * 300,
                "{unit:?}: {short:?} for 16 KiB, {long:?} for 512 KiB"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_at_all_makes_it_panic(text: String) {
            for indicator in extract(&text) {
                indicator.domains();
            }
        }
    }
}
