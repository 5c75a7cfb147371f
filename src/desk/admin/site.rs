//! Builds and signs the pages that reporters see.

use crate::admin::error::OrganisationError;
use crate::keyring::keys::Keys;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::roster::Roster;
use sotto::signed::{Purpose, canonical};
use sotto::wire::{Manifest, SITE_FORMAT};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The content security policy of every page: only the site's own script and style, nothing inline, no other host. (The
/// empty icon is a `data:` image, so that no browser asks for another.)
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Puts the organisation's name and root key into the built page in `page`, and writes the files to `out` with a signed manifest.
/// `exit` is the address to which the button for leaving the page leads. Returns how many files there are.
///
/// # Errors
/// [`OrganisationError::NoPage`] if `page` has no built page.
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

/// Returns every file of the site, plain and compressed: scripts, style, and the pages of each language.
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

/// Reads every file in `folder` and below it into `files`, by its path from the top.
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

/// Returns the page with the organisation's name, its root key and the exit's address in their places.
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

/// Returns the text escaped for HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Returns the bytes compressed with gzip. The same bytes always give the same result: it holds no name and no time.
fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Writes a file, and creates its folder if there is none.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), OrganisationError> {
    let failed = |error| OrganisationError::Write(path.to_owned(), error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, bytes).map_err(failed)
}
