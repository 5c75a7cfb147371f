//! Decides which indicators may leave the team, and in which form.
//!
//! A telephone number or a mail address in a report is as likely the reporter's own as the attacker's, and links in
//! phishing mail often contain the address of their target. So a number or a mail address leaves only once a handler has marked
//! it as the attacker's. In a link that is not marked, [`WITHHELD`] replaces each part that contains one.

use crate::indicators::extract::extract;
use crate::indicators::indicator::{Indicator, Kind};
use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};
use std::collections::BTreeSet;

/// The text that replaces a part of a link that contains a mail address or a telephone number.
pub const WITHHELD: &str = "[withheld]";

/// How many times over a part of a link is percent-decoded.
const ESCAPES: usize = 4;

/// The hosts of messengers, whose links contain telephone numbers without a `+`.
const MESSENGERS: [&str; 5] = [
    "wa.me",
    "api.whatsapp.com",
    "web.whatsapp.com",
    "signal.me",
    "t.me",
];

/// Returns the indicators that may leave the team, in the form in which they may.
pub fn may_leave<'a>(
    indicators: impl IntoIterator<Item = &'a Indicator>,
    marked: &BTreeSet<String>,
) -> BTreeSet<Indicator> {
    let leaving = indicators.into_iter().filter_map(|indicator| {
        if marked.contains(&indicator.value) {
            return Some(indicator.clone());
        }
        unmarked(indicator)
    });
    leaving.collect()
}

/// Returns whether this indicator may leave the team whole only once a handler has marked it.
pub fn asks_for_a_mark(indicator: &Indicator) -> bool {
    unmarked(indicator).as_ref() != Some(indicator)
}

/// Returns the indicator in the form in which it may leave the team without a mark; `None` if it may not.
fn unmarked(indicator: &Indicator) -> Option<Indicator> {
    match indicator.kind {
        Kind::Phone | Kind::Email => None,
        Kind::Url => Some(Indicator {
            kind: Kind::Url,
            value: without_people(&indicator.value),
        }),
        Kind::Domain | Kind::Ip | Kind::Hash => Some(indicator.clone()),
    }
}

/// Returns the link with [`WITHHELD`] in the place of every part that contains a mail address or a telephone number.
fn without_people(link: &str) -> String {
    let Some((scheme, rest)) = link.split_once("://") else {
        return link.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    // What is before the last @ is a user name, not the host.
    let host = authority.rsplit('@').next().unwrap_or_default();
    let mut out = format!("{scheme}://{host}");
    let mut before = if MESSENGERS.contains(&host) {
        "phone"
    } else {
        ""
    };
    for part in path.split_inclusive(['/', '?', '&', '#', '=', ';', ',', '|']) {
        let bare = part.trim_end_matches(['/', '?', '&', '#', '=', ';', ',', '|']);
        if names_a_person(bare, before) {
            out.push_str(WITHHELD);
            out.push_str(part.get(bare.len()..).unwrap_or_default());
        } else {
            out.push_str(part);
        }
        if !MESSENGERS.contains(&host) {
            before = bare;
        }
    }
    out
}

/// Returns whether a part of a link contains a mail address or a telephone number. `before` is the part before it.
fn names_a_person(part: &str, before: &str) -> bool {
    let mut text = part.to_owned();
    for _ in 0..ESCAPES {
        let named = ["phone", "tel", "mobile", "msisdn"].contains(&before.to_lowercase().as_str());
        if holds_a_person(&text) || named && holds_a_person(&format!("+{}", text.trim())) {
            return true;
        }
        let next = unescaped(&text);
        if next == text {
            break;
        }
        text = next;
    }
    let bytes = text
        .trim_end_matches("%3D")
        .trim_end_matches('=')
        .as_bytes();
    [BASE64_NOPAD, BASE64URL_NOPAD]
        .iter()
        .filter_map(|base64| base64.decode(bytes).ok())
        .filter_map(|bytes| String::from_utf8(bytes).ok())
        .any(|text| holds_a_person(&text))
}

/// Returns whether the text contains a mail address or a telephone number.
fn holds_a_person(text: &str) -> bool {
    let of_person = |text: &str| {
        let found = extract(text);
        found
            .iter()
            .any(|found| matches!(found.kind, Kind::Phone | Kind::Email))
    };
    text.contains('@') || of_person(text)
}

/// Returns the text percent-decoded once.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let escape = more.split_at_checked(2).filter(|_| *first == b'%');
        let byte = escape.and_then(|(digits, _)| {
            let digits = std::str::from_utf8(digits).ok()?;
            u8::from_str_radix(digits, 16).ok()
        });
        bytes.push(byte.unwrap_or(*first));
        rest = match (byte, escape) {
            (Some(_), Some((_, behind))) => behind,
            _ => more,
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaving(text: &str, marked: &[&str]) -> Vec<String> {
        let marked = marked.iter().map(|value| (*value).to_owned()).collect();
        may_leave(&extract(text), &marked)
            .into_iter()
            .map(|found| found.value)
            .collect()
    }

    #[test]
    fn a_number_or_an_address_leaves_only_once_it_is_marked() {
        let text = "I am sara.test@ngo.example.org, +49 151 5550 0177; evil.example.com called";
        assert_eq!(leaving(text, &[]), ["evil.example.com"]);
        assert_eq!(
            leaving(text, &["+4915155500177"]),
            ["evil.example.com", "+4915155500177"]
        );
    }

    #[test]
    fn an_address_in_a_link_stays_here_however_it_is_written() {
        for (part, left) in [
            (
                "s?email=ana@ngo.example.org&id=7",
                "s?email=[withheld]&id=7",
            ),
            ("s?e=ana%40ngo.example.org", "s?e=[withheld]"),
            ("s?e=ana%2540ngo.example.org", "s?e=[withheld]"),
            (
                "?data=05%7C01%7Cana%40ngo.example.org%7C0",
                "?data=[withheld]",
            ),
            ("#ana@ngo.example.org", "#[withheld]"),
            ("u/YW5hQG5nby5leGFtcGxlLm9yZw==/x", "u/[withheld]==/x"),
            ("t?p=%2B4915155500177", "t?p=[withheld]"),
            ("t?phone=4915155500177", "t?phone=[withheld]"),
            ("a/1732550400123?id=7", "a/1732550400123?id=7"),
        ] {
            let link = format!("https://evil.example.com/{part}");
            let link = link.replace("/#", "#").replace("/?", "?");
            let kept = format!("https://evil.example.com/{left}");
            let kept = kept.replace("/#", "#").replace("/?", "?");
            let found = Indicator {
                kind: Kind::Url,
                value: link.clone(),
            };
            assert_eq!(unmarked(&found).unwrap().value, kept);
            assert!(asks_for_a_mark(&found) == (kept != link), "{link}");
        }
        assert_eq!(
            without_people("https://ana@evil.example.com/x"),
            "https://evil.example.com/x"
        );
        assert_eq!(
            without_people("https://wa.me/4915155500177"),
            "https://wa.me/[withheld]"
        );
    }

    proptest! {
        #[test]
        fn no_address_gets_out_of_a_link_whatever_stands_around_it(
            before in "[a-z0-9%=&?/;|+]{0,20}", after in "([&;|/?#=][a-z0-9%=&?/;|+]{0,20})?", times in 0usize..4,
        ) {
            let at = (0..times).fold("@".to_owned(), |at, turn| if turn == 0 { "%40".to_owned() } else { at.replace('%', "%25") });
            let link = format!("https://evil.example.com/{before}ana{at}ngo.example.org{after}");
            let left = without_people(&link);
            prop_assert!(!left.contains("ngo.example.org"), "{}", left);
        }

        #[test]
        fn no_link_makes_it_panic(link: String) {
            without_people(&format!("https://{link}"));
        }
    }
}
