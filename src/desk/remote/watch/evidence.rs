//! Compares an answer of the site with what the root key signed.

use crate::remote::watch::visitor::Visit;
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::wire::SITE_HEADERS;
use std::collections::BTreeMap;

/// An answer of the site that differs from what was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub day: Day,
    pub path: String,
    /// The differences, in words.
    pub differs: Vec<String>,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// SHA-256 of what was signed.
    pub signed: Hex<32>,
    /// The body that came, in base64.
    pub came: String,
}

/// Returns evidence, if an answer differs from what was signed. `plain` and `packed` are the SHA-256 of the page and of its gzip.
pub fn compare(
    day: Day,
    path: String,
    csp: &str,
    plain: &Hex<32>,
    packed: Option<&Hex<32>>,
    visit: &Visit,
) -> Option<Evidence> {
    let mut expected = headers(&path, csp, visit.body.len());
    let signed = match (packed, visit.header("content-encoding")) {
        (Some(packed), Some("gzip")) => {
            expected.insert("content-encoding", "gzip".to_owned());
            packed
        }
        _ => plain,
    };
    let mut differs = Vec::new();
    if visit.status != 200 {
        differs.push(format!("its status is {}", visit.status));
    }
    if <[u8; 32]>::from(Sha256::digest(&visit.body)) != signed.0 {
        differs.push("its bytes".to_owned());
    }
    for (name, value) in &visit.headers {
        match expected.remove(name.as_str()) {
            Some(known) if known == *value => {}
            Some(_) => differs.push(format!("its header {name}")),
            None => differs.push(format!("a header too many: {name}")),
        }
    }
    differs.extend(
        expected
            .keys()
            .map(|name| format!("a header that is missing: {name}")),
    );
    (!differs.is_empty()).then(|| evidence(day, path, differs, *signed, visit))
}

/// Returns the headers that an answer with an uncompressed page must have. `length` is that of its body, in bytes.
fn headers(path: &str, csp: &str, length: usize) -> BTreeMap<&'static str, String> {
    let always = SITE_HEADERS.iter();
    let always = always.map(|(name, value)| (*name, (*value).to_owned()));
    let of_page = [
        ("content-security-policy", csp.to_owned()),
        ("content-length", length.to_string()),
        ("content-type", media_type(path).to_owned()),
    ];
    always.chain(of_page).collect()
}

/// Returns the media type that a page of this path has.
fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        _ if path.ends_with('/') => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Returns an answer as evidence. `signed` is the SHA-256 of what was signed.
pub fn evidence(
    day: Day,
    path: String,
    differs: Vec<String>,
    signed: Hex<32>,
    visit: &Visit,
) -> Evidence {
    Evidence {
        day,
        path,
        differs,
        status: visit.status,
        headers: visit.headers.clone(),
        signed,
        came: BASE64.encode(&visit.body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(body: &[u8]) -> Visit {
        let mut headers: Vec<_> = SITE_HEADERS
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        for (name, value) in [
            ("content-security-policy", "p".to_owned()),
            ("content-length", body.len().to_string()),
            ("content-type", "text/html; charset=utf-8".to_owned()),
        ] {
            headers.push((name.to_owned(), value));
        }
        Visit {
            status: 200,
            headers,
            body: body.to_vec(),
        }
    }

    fn differs(visit: &Visit) -> Vec<String> {
        let signed = Hex(Sha256::digest(b"page").into());
        compare(Day::FIRST, "/en/".to_owned(), "p", &signed, None, visit)
            .map_or_else(Vec::new, |evidence| evidence.differs)
    }

    #[test]
    fn a_byte_or_a_header_more_or_less_is_named() {
        assert_eq!(differs(&visit(b"page")), Vec::<String>::new());
        assert_eq!(differs(&visit(b"pagE")), ["its bytes"]);
        let mut more = visit(b"page");
        more.headers.push(("set-cookie".to_owned(), "x".to_owned()));
        assert_eq!(differs(&more), ["a header too many: set-cookie"]);
        let mut less = visit(b"page");
        less.headers.retain(|(name, _)| name != "x-frame-options");
        assert_eq!(
            differs(&less),
            ["a header that is missing: x-frame-options"]
        );
        let mut weaker = visit(b"page");
        weaker
            .headers
            .iter_mut()
            .filter(|(name, _)| name == "content-security-policy")
            .for_each(|(_, value)| *value = "q".to_owned());
        assert_eq!(differs(&weaker), ["its header content-security-policy"]);
        let gone = Visit {
            status: 404,
            ..visit(b"page")
        };
        assert_eq!(differs(&gone), ["its status is 404"]);
    }
}
