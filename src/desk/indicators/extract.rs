//! Finds indicators in text, however they were made unclickable.

use crate::indicators::indicator::Indicator;
use crate::indicators::indicator::Kind;
use std::collections::BTreeSet;
use std::net::Ipv4Addr;

/// Undoes what keeps addresses from being clicked: `hxxp`, `[.]`, `(dot)`, `[at]`, full-width dots.
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

/// Adds the indicators in a word: a link, an address of mail, a digest, or a name or number of a host.
pub fn of_word(word: &str, found: &mut BTreeSet<Indicator>) {
    let lower = word.to_lowercase();
    if let Some(rest) = behind_scheme(&lower) {
        of_link(word, rest, found);
    } else if let Some((name, host)) = lower.split_once('@') {
        let name = name.trim_start_matches("mailto:");
        // Its domain goes where the address goes, and nowhere else.
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

/// Returns an address from its scheme on, with scheme and host in lower case.
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

/// Returns a name under a public suffix that there is (<https://publicsuffix.org/list/>), or an onion's.
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

/// A number of a telephone, with the signs between its digits, is no longer than this, in characters.
pub const LONGEST_NUMBER: usize = 40;

/// Adds numbers of 8 to 15 digits that begin with + or 00. Reads at most [`LONGEST_NUMBER`] characters from each possible
/// beginning: the time grows with the length of the text, whatever stands in it.
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
