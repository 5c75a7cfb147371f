//! Looks at the reporters' pages as a reporter's browser would, and holds every byte and header against what the root key signed.
//!
//! Over a circuit of its own, at moments that say nothing. What differs is kept sealed, as evidence, and shown until a
//! handler has seen to it. A page altered for one person alone is never seen here.

use crate::client::ClientError;
use crate::remote::connection;
use crate::remote::error::{PullError, store};
use crate::remote::watch::visitor::{Visit, Visitor};
use crate::session::alert::{Alert, alert};
use crate::session::membership;
use crate::session::shared::SharedSession;
use crate::session::unlocked::Session;
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::signed::VerifyingKey;
use sotto::wire::{Manifest, SITE_HEADERS};
use std::collections::BTreeMap;

/// Evidence is kept of so many visits at most.
const MOST: usize = 32;
const EVIDENCE: &str = "evidence";
const MANIFEST: &str = "manifest";

/// One answer that is not what was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub day: Day,
    pub path: String,
    /// In what it differs.
    pub differs: Vec<String>,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// SHA-256 of what was signed.
    pub signed: Hex<32>,
    /// What came, in base64.
    pub came: String,
}

/// What a look at the site brought.
#[derive(Debug, Default)]
pub struct Watched {
    pub looked_at: usize,
    pub differ: Vec<Evidence>,
}

/// Looks at every page, once.
pub fn watch(session: &SharedSession, clock: fn() -> u64) -> Result<Watched, PullError> {
    connection::run(look(session, clock), PullError::Start)
}

async fn look(session: &SharedSession, clock: fn() -> u64) -> Result<Watched, PullError> {
    let joined =
        session.at(|session| membership::joined(&session.store).map_err(PullError::Session))?;
    let site = joined.site.clone().ok_or(PullError::NoSite)?;
    let intake = connection::connect(session, clock()).await?;
    let signed = intake.manifest().await.map_err(PullError::Client)?;
    let manifest = session.at(|session| newest(session, &signed, &joined.root))?;
    let visitor = Visitor::new(&site, joined.proxy.as_deref()).map_err(PullError::Client)?;
    let today = session.at(|session| Ok::<_, PullError>(session.today))?;
    let mut watched = Watched::default();
    for (name, plain) in manifest
        .files
        .iter()
        .filter(|(name, _)| !name.ends_with(".gz"))
    {
        let packed = manifest.files.get(&format!("{name}.gz"));
        let path = format!("/{}", name.strip_suffix("index.html").unwrap_or(name));
        let visit = visitor.visit(&path).await.map_err(PullError::Client)?;
        watched.looked_at += 1;
        watched
            .differ
            .extend(compare(today, path, &manifest.csp, plain, packed, &visit));
    }
    // The front page, and the roster that reporters are given: signed like the one that desks are given.
    let roster = visitor
        .visit("/roster.signed")
        .await
        .map_err(PullError::Client)?;
    watched.looked_at += 1;
    session.at(|session| {
        let text = String::from_utf8_lossy(&roster.plain()).into_owned();
        let shown = connection::verify(&text, &joined.root).ok();
        let current = session.roster().map(|roster| roster.serial);
        if shown.map(|roster| roster.serial) != current {
            let signed = Hex(Sha256::digest(b"").into());
            watched.differ.push(evidence(
                today,
                "/roster.signed".to_owned(),
                vec!["the roster is not the one in force".to_owned()],
                signed,
                &roster,
            ));
        }
        keep(session, &watched.differ)
    })?;
    Ok(watched)
}

/// Returns the manifest that the intake shows desks, if the root key signed it; else the last that it did sign.
fn newest(
    session: &mut Session,
    signed: &[u8],
    root: &VerifyingKey,
) -> Result<Manifest, PullError> {
    if let Some(manifest) = Manifest::verify_signed(signed, root) {
        session.store.remember(MANIFEST, &signed).map_err(store)?;
        return Ok(manifest);
    }
    let path = "/site.signed".to_owned();
    alert(session, Alert::Site { path }).map_err(PullError::Session)?;
    let last: Option<Vec<u8>> = session.store.recall(MANIFEST).map_err(store)?;
    last.and_then(|last| Manifest::verify_signed(&last, root))
        .ok_or(PullError::Client(ClientError::Nonsense))
}

/// Holds an answer against what was signed.
fn compare(
    day: Day,
    path: String,
    csp: &str,
    plain: &Hex<32>,
    packed: Option<&Hex<32>>,
    visit: &Visit,
) -> Option<Evidence> {
    let mut expected: BTreeMap<&str, String> = SITE_HEADERS
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    expected.insert("content-security-policy", csp.to_owned());
    expected.insert("content-length", visit.body.len().to_string());
    expected.insert("content-type", media_type(&path).to_owned());
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

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        _ if path.ends_with('/') => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn evidence(
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

fn keep(session: &Session, differ: &[Evidence]) -> Result<(), PullError> {
    if differ.is_empty() {
        return Ok(());
    }
    let mut kept = kept(session)?;
    for evidence in differ {
        let path = evidence.path.clone();
        alert(session, Alert::Site { path }).map_err(PullError::Session)?;
        if !kept.contains(evidence) && kept.len() < MOST {
            kept.push(evidence.clone());
        }
    }
    session.store.remember(EVIDENCE, &kept).map_err(store)
}

/// Returns everything that was kept, to be shown to others.
pub fn kept(session: &Session) -> Result<Vec<Evidence>, PullError> {
    Ok(session
        .store
        .recall(EVIDENCE)
        .map_err(store)?
        .unwrap_or_default())
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
