//! What the holder of the root key does: name who opens reports, and sign the pages that reporters see.

use crate::keyring::hybrid::HybridRecipient;
use crate::keyring::keys::Keys;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::roster::{Keyholder, Roster, RosterError};
use sotto::signed::{Purpose, canonical};
use sotto::wire::{Manifest, SITE_FORMAT};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The policy of every page: nothing but the page's own script and style, nothing inline, nobody else. (The
/// empty icon is a `data:` image, so that no browser asks for another.)
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Why nothing was signed, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum OrganisationError {
    #[error("cannot read {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("{path} is no card; make it with `sotto-desk key new --card`", path = .0.display())]
    NoCard(PathBuf),
    #[error("{path} names a key that cannot be sealed to; ask for a new card", path = .0.display())]
    NoKey(PathBuf),
    #[error("{0}")]
    Roster(RosterError),
    #[error("{path} holds no built page; run `make page` first", path = .0.display())]
    NoPage(PathBuf),
    #[error("cannot write what is to be signed: {0}")]
    Json(serde_json::Error),
}

/// Reads a card, and checks that its key can be sealed to.
pub fn card(path: &Path) -> Result<Keyholder, OrganisationError> {
    let bytes = fs::read(path).map_err(|error| OrganisationError::Read(path.to_owned(), error))?;
    let card: Keyholder =
        serde_json::from_slice(&bytes).map_err(|_| OrganisationError::NoCard(path.to_owned()))?;
    HybridRecipient::parse(card.recipient.as_str())
        .map_err(|_| OrganisationError::NoKey(path.to_owned()))?;
    Ok(card)
}

/// Signs `roster` and writes it as roster.json and roster.sig.
pub fn sign_roster(root: &Keys, roster: &Roster, out: &Path) -> Result<(), OrganisationError> {
    let bytes = canonical(roster).map_err(OrganisationError::Json)?;
    let signature = root.sign(Purpose::Roster, &bytes);
    Roster::verify(&bytes, &signature, &root.verifying_key()).map_err(OrganisationError::Roster)?;
    write(&out.join("roster.json"), &bytes)?;
    write(&out.join("roster.sig"), format!("{signature}\n").as_bytes())
}

/// Reads a roster that this root key signed.
pub fn read_roster(root: &Keys, folder: &Path) -> Result<Roster, OrganisationError> {
    let json = folder.join("roster.json");
    let bytes = fs::read(&json).map_err(|error| OrganisationError::Read(json, error))?;
    let sig = folder.join("roster.sig");
    let signature =
        fs::read_to_string(&sig).map_err(|error| OrganisationError::Read(sig, error))?;
    let signature = Hex::parse(signature.trim_end())
        .ok_or(OrganisationError::Roster(RosterError::Signature))?;
    Roster::verify(&bytes, &signature, &root.verifying_key()).map_err(OrganisationError::Roster)
}

/// Puts the organisation's name and root key into the built page, and signs every file of it.
pub fn build_site(
    root: &Keys,
    roster: &Roster,
    page: &Path,
    exit: &str,
    out: &Path,
) -> Result<usize, OrganisationError> {
    let files = site_files(root, roster, page, exit)?;
    let digest = |bytes: &Vec<u8>| Hex(Sha256::digest(bytes).into());
    let manifest = Manifest {
        format: SITE_FORMAT.to_owned(),
        organisation: roster.organisation.clone(),
        demo: roster.demo,
        root: root.verifying_key(),
        csp: CSP.to_owned(),
        files: files
            .iter()
            .map(|(name, bytes)| (name.clone(), digest(bytes)))
            .collect(),
    };
    let bytes = canonical(&manifest).map_err(OrganisationError::Json)?;
    for (name, bytes) in &files {
        write(&out.join(name), bytes)?;
    }
    write(&out.join("manifest.json"), &bytes)?;
    let signature = format!("{}\n", root.sign(Purpose::Site, &bytes));
    write(&out.join("manifest.sig"), signature.as_bytes())?;
    Ok(files.len())
}

/// Every file of the site, plain and compressed: scripts, style, and the pages of each language.
fn site_files(
    root: &Keys,
    roster: &Roster,
    page: &Path,
    exit: &str,
) -> Result<BTreeMap<String, Vec<u8>>, OrganisationError> {
    let no_page = |_| OrganisationError::NoPage(page.to_owned());
    let mut files = BTreeMap::new();
    gather(page, "", &mut files).map_err(no_page)?;
    if !files.contains_key("en/index.html") {
        return Err(OrganisationError::NoPage(page.to_owned()));
    }
    let mut packed = BTreeMap::new();
    for (name, bytes) in &mut files {
        if name.ends_with(".html") {
            let text = String::from_utf8_lossy(bytes);
            *bytes = personalise(&text, root, roster, exit).into_bytes();
        }
        packed.insert(format!("{name}.gz"), gzip(bytes).map_err(no_page)?);
    }
    files.append(&mut packed);
    Ok(files)
}

/// Every file in `folder` and below it, by its path from the top.
fn gather(folder: &Path, path: &str, files: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string();
        let name = name.map_err(|_| io::Error::from(io::ErrorKind::InvalidFilename))?;
        if entry.file_type()?.is_dir() {
            gather(&entry.path(), &format!("{path}{name}/"), files)?;
        } else {
            files.insert(format!("{path}{name}"), fs::read(entry.path())?);
        }
    }
    Ok(())
}

fn personalise(page: &str, root: &Keys, roster: &Roster, exit: &str) -> String {
    let page = match (
        page.split_once("<!--demo-->"),
        page.split_once("<!--/demo-->"),
    ) {
        (Some((before, _)), Some((_, after))) if !roster.demo => format!("{before}{after}"),
        _ => page.to_owned(),
    };
    page.replace("%ORGANISATION%", &escape(&roster.organisation))
        .replace("%ROOT%", &root.verifying_key().to_string())
        .replace("%EXIT%", &escape(exit))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The same bytes give the same file: no name, no time.
fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), OrganisationError> {
    let failed = |error| OrganisationError::Write(path.to_owned(), error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, bytes).map_err(failed)
}
