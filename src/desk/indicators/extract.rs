//! Finds indicators in text, defanged or not.

use crate::indicators::indicator::Indicator;
use crate::indicators::indicator::Kind;
use std::collections::BTreeSet;
use std::net::Ipv4Addr;

/// Returns the text with defanged addresses restored: `hxxp`, `[.]`, `(dot)`, `[at]`, full-width dots.
pub fn refang(text: &str) -> String {
    let mut text = text.replace(['。', '．', '｡'], ".").replace('＠', "@");
    for (defanged, plain) in [
        ("[.]", "."),
        ("(.)", "."),
        ("{.}", "."),
        ("[dot]", "."),
        ("(dot)", "."),
        ("{dot}", "."),
        (" dot ", "."),
        ("[:]", ":"),
        ("[://]", "://"),
        ("[/]", "/"),
        ("[@]", "@"),
        ("[at]", "@"),
        ("(at)", "@"),
        ("\\.", "."),
        ("hxxps", "https"),
        ("hXXps", "https"),
        ("HXXPS", "https"),
        ("hxxp", "http"),
        ("hXXp", "http"),
        ("HXXP", "http"),
        ("h**p", "http"),
    ] {
        if text.contains(defanged) {
            text = text.replace(defanged, plain);
        }
    }
    text
}

/// Returns every indicator in the text, each once.
pub fn extract(text: &str) -> BTreeSet<Indicator> {
    let mut found = BTreeSet::new();
    let text = refang(text);
    let shown: String = text
        .chars()
        .filter(|char| !matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}'))
        .collect();
    let splits =
        |char: char| char.is_whitespace() || "\"'<>«»“”‘’`|،؛，、；（）()[]{}".contains(char);
    for word in shown.split(splits) {
        let word = word.trim_matches(|char| ".,;:!?…*_-=。".contains(char));
        if !word.is_empty() {
            of_word(word, &mut found);
        }
    }
    phones(&shown, &mut found);
    found
}

/// Adds the address, domain, mail address, IP address or file digest that this word is, if it is one.
pub fn of_word(word: &str, found: &mut BTreeSet<Indicator>) {
    let lower = word.to_lowercase();
    if let Some(rest) = behind_scheme(&lower) {
        of_link(word, rest, found);
    } else if let Some((name, host)) = lower.split_once('@') {
        let name = name.trim_start_matches("mailto:");
        // The domain of a mail address is not an indicator of its own.
        if let Some(host) = domain(host).filter(|_| !name.is_empty()) {
            add(Kind::Email, format!("{name}@{host}"), found);
        }
    } else if is_digest(&lower) {
        add(Kind::Hash, lower, found);
    } else {
        of_host(word, &lower, found);
    }
}

fn add(kind: Kind, value: String, found: &mut BTreeSet<Indicator>) {
    found.insert(Indicator { kind, value });
}

/// Returns what stands behind the scheme of a link.
fn behind_scheme(lower: &str) -> Option<&str> {
    ["http://", "https://"].iter().find_map(|scheme| {
        let at = lower.find(scheme)?;
        lower.get(at + scheme.len()..)
    })
}

/// Returns whether a word in lower case is as long as an MD5, SHA-1 or SHA-256 digest in hexadecimal, and made of its digits.
fn is_digest(lower: &str) -> bool {
    [32, 40, 64].contains(&lower.len()) && lower.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Adds a link and its host; neither, where the host is none. `rest` is what stands behind the scheme, in lower case.
fn of_link(word: &str, rest: &str, found: &mut BTreeSet<Indicator>) {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    if let Some(domain) = domain(host) {
        add(Kind::Domain, domain, found);
    } else if host.parse::<Ipv4Addr>().is_ok() {
        add(Kind::Ip, host.to_owned(), found);
    } else {
        return;
    }
    add(Kind::Url, address(word), found);
}

/// Adds a host that is written without a scheme; and its link, where a path stands behind a domain.
fn of_host(word: &str, lower: &str, found: &mut BTreeSet<Indicator>) {
    let host = lower.split(['/', '?', '#']).next().unwrap_or_default();
    if host.parse::<Ipv4Addr>().is_ok() {
        add(Kind::Ip, host.to_owned(), found);
    } else if let Some(domain) = domain(host.split(':').next().unwrap_or_default()) {
        if host.len() < lower.len() {
            add(Kind::Url, address(&format!("http://{word}")), found);
        }
        add(Kind::Domain, domain, found);
    }
}

/// Returns a web address with its scheme and host in lower case, and without anything before the scheme.
pub fn address(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else {
        return word.to_owned();
    };
    let scheme = if scheme.to_lowercase().ends_with("https") {
        "https"
    } else {
        "http"
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    format!("{scheme}://{}{path}", host.to_lowercase())
}

/// Returns the host if it is a domain name under a known public suffix (<https://publicsuffix.org/list/>), or an onion name.
pub fn domain(host: &str) -> Option<String> {
    let host = host.trim_end_matches('.');
    let letters = |char: char| char.is_alphanumeric() || char == '-' || char == '.';
    if host.len() > 253 || !host.chars().all(letters) || host.split('.').any(str::is_empty) {
        return None;
    }
    if host
        .strip_suffix(".onion")
        .is_some_and(|name| name.len() >= 56)
    {
        return Some(host.to_owned());
    }
    let domain = psl::domain(host.as_bytes())?;
    // "e.g" and "report.pdf" are words, not names.
    domain.suffix().is_known().then(|| host.to_owned())
}

/// The greatest length of a telephone number with the signs between its digits, in characters.
pub const LONGEST_NUMBER: usize = 40;

/// Adds telephone numbers of 8 to 15 digits that begin with + or 00. Reads at most [`LONGEST_NUMBER`] characters from each
/// possible beginning, so that the time is linear in the length of the text.
pub fn phones(text: &str, found: &mut BTreeSet<Indicator>) {
    let signs = |char: char| char.is_ascii_digit() || " -.()/\u{a0}".contains(char);
    for (at, _) in text.match_indices('+').chain(text.match_indices("00")) {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        if before.is_some_and(|char| char.is_alphanumeric() || char == '+') {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default().trim_start_matches('+');
        let number: String = rest
            .chars()
            .take(LONGEST_NUMBER)
            .take_while(|char| signs(*char))
            .filter(char::is_ascii_digit)
            .collect();
        let number = number.trim_start_matches("00");
        if (8..=15).contains(&number.len()) {
            add(Kind::Phone, format!("+{number}"), found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::indicator::defang;
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
    fn what_is_defanged_is_found_again() {
        let url = "https://evil.example.com/x";
        assert_eq!(defang(url), "hxxps://evil[.]example[.]com/x");
        assert_eq!(of(&defang(url)), of(url));
    }

    #[test]
    fn an_address_of_mail_does_not_name_its_domain() {
        assert_eq!(of("x@evil[.]example[.]com"), ["email:x@evil.example.com"]);
    }

    /// Returns how long it takes to look through so many bytes of this, the quickest of five times.
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
