//! Finds indicators in text, defanged or not.

use crate::indicators::indicator::Indicator;
use crate::indicators::indicator::Kind;
use std::collections::BTreeSet;

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
    let mut add = |kind, value: String| {
        found.insert(Indicator { kind, value });
    };
    let lower = word.to_lowercase();
    let scheme = ["http://", "https://"].iter().find_map(|scheme| {
        let at = lower.find(scheme)?;
        lower.get(at + scheme.len()..)
    });
    if let Some(rest) = scheme {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default();
        if let Some(domain) = domain(host) {
            add(Kind::Domain, domain);
        } else if host.parse::<std::net::Ipv4Addr>().is_ok() {
            add(Kind::Ip, host.to_owned());
        } else {
            return;
        }
        add(Kind::Url, address(word));
        return;
    }
    if let Some((name, host)) = lower.split_once('@') {
        let name = name.trim_start_matches("mailto:");
        // The domain of a mail address is not an indicator of its own.
        if let Some(host) = domain(host).filter(|_| !name.is_empty()) {
            add(Kind::Email, format!("{name}@{host}"));
        }
        return;
    }
    if [32, 40, 64].contains(&lower.len()) && lower.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        add(Kind::Hash, lower);
        return;
    }
    let host = lower.split(['/', '?', '#']).next().unwrap_or_default();
    if host.parse::<std::net::Ipv4Addr>().is_ok() {
        add(Kind::Ip, host.to_owned());
    } else if let Some(domain) = domain(host.split(':').next().unwrap_or_default()) {
        if host.len() < lower.len() {
            add(Kind::Url, address(&format!("http://{word}")));
        }
        add(Kind::Domain, domain);
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
            let value = format!("+{number}");
            found.insert(Indicator {
                kind: Kind::Phone,
                value,
            });
        }
    }
}
