//! The signed pages and the signed roster, checked once at start and served from memory.
//!
//! A site or a roster that the root key did not sign is not served at all.

use axum::body::Bytes;
use axum::http::HeaderValue;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::roster::{Card, CardError, RosterAndCards, RosterError};
use sotto::signed::{Signature, SignedText, VerifyingKey};
use sotto::wire::Manifest;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Why the intake does not start, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    #[error("cannot read {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("{path} does not contain a signature, which is 128 hexadecimal digits", path = .0.display())]
    NoSignature(PathBuf),
    #[error("the root key file does not contain a key, which is 64 hexadecimal digits")]
    NoRoot,
    #[error("the site is not signed by this root key; build it with `sotto-desk site build`")]
    Unsigned,
    #[error(
        "the site's file {0} is missing or not what was signed; build it again with `sotto-desk site build`"
    )]
    Altered(String),
    #[error("{0}")]
    Roster(RosterError),
    #[error(
        "cards.signed, beside the roster: {0}; without that file the intake takes cards from desks alone"
    )]
    Card(CardError),
}

/// A file as it is served.
#[derive(Clone)]
pub struct Page {
    pub bytes: Bytes,
    /// The compressed form, made when the site was built or the intake started.
    pub gzip: Option<Bytes>,
    pub media_type: &'static str,
}

/// The signed site, in memory.
pub struct Site {
    pub pages: HashMap<String, Page>,
    pub csp: HeaderValue,
    /// A signature, a line feed, the manifest.
    pub manifest: Bytes,
}

/// Reads the organisation's root key.
pub fn root(path: &Path) -> Result<VerifyingKey, SiteError> {
    VerifyingKey::parse(&text(path)?).map_err(|_| SiteError::NoRoot)
}

/// Reads `roster.json` and `roster.sig`. Returns the signature, a line feed, the roster: as they are served together.
pub fn signed_roster(folder: &Path) -> Result<Vec<u8>, SiteError> {
    let path = folder.join("roster.json");
    let bytes = fs::read(&path).map_err(|error| SiteError::Read(path, error))?;
    let signature = signature(&folder.join("roster.sig"))?;
    let text = bytes.as_slice();
    Ok(SignedText { signature, text }.to_bytes())
}

/// Reads `cards.signed`, if the folder of the roster has it: the cards' lines of a `roster.signed` that somebody kept.
pub fn signed_cards(folder: &Path) -> Result<Vec<u8>, SiteError> {
    let path = folder.join("cards.signed");
    match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(|error| SiteError::Read(path, error)),
    }
}

/// Returns the pages that serve a roster and the cards of today, each card with its parsed form.
pub fn roster_pages(
    signed: SignedText<'_>,
    cards: &[(SignedText<'_>, &Card)],
) -> HashMap<String, Page> {
    let recipients = cards
        .iter()
        .map(|(_, card)| format!("{}\n", card.recipient));
    let recipients: String = recipients.collect();
    let all = RosterAndCards {
        roster: signed,
        cards: cards.iter().map(|(signed, _)| *signed).collect(),
    };
    let line = format!("{}\n", signed.signature).into_bytes();
    let page = |bytes: Vec<u8>, media_type| Page {
        gzip: gzip(&bytes),
        bytes: bytes.into(),
        media_type,
    };
    [
        (
            "/roster.json",
            page(signed.text.to_vec(), "application/json"),
        ),
        ("/roster.sig", page(line, TEXT)),
        ("/roster.signed", page(all.to_bytes(), TEXT)),
        ("/recipients.txt", page(recipients.into_bytes(), TEXT)),
    ]
    .into_iter()
    .map(|(path, page)| (path.to_owned(), page))
    .collect()
}

/// Reads the site in `folder`: every file of its manifest and no other.
///
/// # Errors
///
/// Returns what is missing, or was not signed by `root`.
pub fn site(folder: &Path, root: &VerifyingKey) -> Result<Site, SiteError> {
    let path = folder.join("manifest.json");
    let bytes = fs::read(&path).map_err(|error| SiteError::Read(path, error))?;
    let signature = signature(&folder.join("manifest.sig"))?;
    let manifest = Manifest::verify(&bytes, &signature, root).ok_or(SiteError::Unsigned)?;
    let mut files = HashMap::new();
    for (name, digest) in &manifest.files {
        files.insert(name.clone(), file(folder, name, digest)?);
    }
    let csp = HeaderValue::from_str(&manifest.csp).map_err(|_| SiteError::Unsigned)?;
    let text = bytes.as_slice();
    let manifest = SignedText { signature, text }.to_bytes();
    Ok(Site {
        pages: pages(&files)?,
        csp,
        manifest: manifest.into(),
    })
}

/// Returns the pages by their paths, with the compressed form of each where the site has one.
fn pages(files: &HashMap<String, Bytes>) -> Result<HashMap<String, Page>, SiteError> {
    let mut pages = HashMap::new();
    for (name, bytes) in files.iter().filter(|(name, _)| !name.ends_with(".gz")) {
        let page = Page {
            bytes: bytes.clone(),
            gzip: files.get(&format!("{name}.gz")).cloned(),
            media_type: media_type(name),
        };
        pages.insert(route(name), page);
    }
    let front = front(&pages).cloned();
    let front = front.ok_or_else(|| SiteError::Altered("en/index.html".into()))?;
    pages.insert("/".to_owned(), front);
    Ok(pages)
}

/// Returns the front page: the English one, or else that of the first language.
fn front(pages: &HashMap<String, Page>) -> Option<&Page> {
    pages.get("/en/").or_else(|| {
        pages
            .iter()
            .filter(|(path, _)| path.ends_with('/'))
            .min_by_key(|(path, _)| *path)
            .map(|(_, page)| page)
    })
}

const TEXT: &str = "text/plain; charset=utf-8";

fn file(folder: &Path, name: &str, digest: &Hex<32>) -> Result<Bytes, SiteError> {
    let altered = || SiteError::Altered(name.to_owned());
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    if !name.split('/').all(plain) {
        return Err(altered());
    }
    let bytes = fs::read(folder.join(name)).map_err(|_| altered())?;
    (<[u8; 32]>::from(Sha256::digest(&bytes)) == digest.0)
        .then(|| bytes.into())
        .ok_or_else(altered)
}

fn route(name: &str) -> String {
    format!("/{}", name.strip_suffix("index.html").unwrap_or(name))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Compresses a page of a roster: keys are base32 and hexadecimal, and become a third shorter.
fn gzip(bytes: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

fn signature(path: &Path) -> Result<Signature, SiteError> {
    Hex::parse(text(path)?.trim_end()).ok_or_else(|| SiteError::NoSignature(path.to_owned()))
}

fn text(path: &Path) -> Result<String, SiteError> {
    fs::read_to_string(path).map_err(|error| SiteError::Read(path.to_owned(), error))
}
