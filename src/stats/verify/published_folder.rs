//! A published folder on the disk: written whole or not at all, signed, and read back.

use crate::keyring::keys::Keys;
use crate::publish::error::Files;
use crate::publish::manifest::{MANIFEST_FORMAT, Manifest};
use crate::release::document::Release;
use crate::release::error::ReleaseError;
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::signed::{Purpose, Signature, from_canonical};
use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File};
use std::io;
use std::path::{Path, PathBuf};

const MANIFEST: &str = "manifest.json";
const RELEASE: &str = "release.json";
const SIGNATURES: &str = "signatures";

/// Why a folder is not written, or not believed; and what to do.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("cannot read {path}: {1}", path = .0.display())]
    Read(PathBuf, io::Error),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("{path} holds something else than this release; name a folder that is not there yet", path = .0.display())]
    Other(PathBuf),
    #[error("{path} has no manifest, or an edited one; ask for the folder again", path = .0.display())]
    NoManifest(PathBuf),
    #[error("{path} is not what its manifest says: changed, missing, or added", path = .0.display())]
    Changed(PathBuf),
    #[error("{path} is not signed by {1}: nothing shows that these are the numbers of every half; ask {1} to run `sotto-stats release` on this folder, or for their file of signatures/", path = .0.display())]
    Unsigned(PathBuf, String),
    #[error("{path} bears a signature that does not match", path = .0.display())]
    BadSignature(PathBuf),
    #[error("{path}: {1}", path = .0.display())]
    Release(PathBuf, ReleaseError),
}

/// Writes a folder; one that is there already must hold the same files. Signs it, if there are keys.
pub fn write(folder: &Path, files: &Files, keys: Option<&Keys>) -> Result<(), FolderError> {
    if folder.exists() {
        if !holds(folder, files)? {
            return Err(FolderError::Other(folder.to_owned()));
        }
    } else {
        write_new(folder, files)?;
    }
    let Some(keys) = keys else { return Ok(()) };
    let manifest = files
        .get(MANIFEST)
        .ok_or_else(|| FolderError::NoManifest(folder.to_owned()))?;
    let signature = keys.sign(Purpose::Release, manifest);
    let path = folder.join(SIGNATURES).join(format!("{}.sig", keys.id));
    put(&path, format!("{signature}\n").as_bytes())
}

/// All files beside each other first; then the folder gets its name.
fn write_new(folder: &Path, files: &Files) -> Result<(), FolderError> {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    let unfinished = folder.with_file_name(name);
    let failed = |error| FolderError::Write(unfinished.clone(), error);
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(failed)?;
    }
    for (path, bytes) in files {
        put(&unfinished.join(path), bytes)?;
    }
    fs::rename(&unfinished, folder).map_err(failed)
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let write = || {
        if let Some(folder) = path.parent() {
            DirBuilder::new().recursive(true).create(folder)?;
        }
        fs::write(path, bytes)?;
        File::open(path)?.sync_all()
    };
    write().map_err(|error| FolderError::Write(path.to_owned(), error))
}

fn holds(folder: &Path, files: &Files) -> Result<bool, FolderError> {
    let there: BTreeSet<String> = listed(folder, folder)?.into_iter().collect();
    Ok(there == files.keys().cloned().collect()
        && files
            .iter()
            .all(|(path, bytes)| fs::read(folder.join(path)).is_ok_and(|old| old == *bytes)))
}

/// Every file but the signatures, by its path from the folder.
fn listed(top: &Path, folder: &Path) -> Result<Vec<String>, FolderError> {
    let failed = |error| FolderError::Read(folder.to_owned(), error);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path == top.join(SIGNATURES) {
            continue;
        }
        if path.is_dir() {
            names.extend(listed(top, &path)?);
        } else if let Ok(name) = path.strip_prefix(top) {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

/// Reads the release of a folder whose files are those of its manifest, which every coordinator signed.
pub fn read(folder: &Path) -> Result<Release, FolderError> {
    sound(folder).map(|(release, _)| release)
}

/// The same, with its manifest.
pub fn sound(folder: &Path) -> Result<(Release, Manifest), FolderError> {
    let open = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).map_err(|error| FolderError::Read(path, error))
    };
    let bytes = open(MANIFEST)?;
    let manifest: Manifest = from_canonical(&bytes)
        .filter(|manifest: &Manifest| manifest.format == MANIFEST_FORMAT)
        .ok_or_else(|| FolderError::NoManifest(folder.to_owned()))?;
    let mut there: BTreeSet<String> = listed(folder, folder)?.into_iter().collect();
    there.remove(MANIFEST);
    let said: BTreeSet<String> = manifest.files.keys().cloned().collect();
    if let Some(name) = there.symmetric_difference(&said).next() {
        return Err(FolderError::Changed(folder.join(name)));
    }
    for (name, digest) in &manifest.files {
        if Hex::<32>(Sha256::digest(open(name)?).into()) != *digest {
            return Err(FolderError::Changed(folder.join(name)));
        }
    }
    let wrong = |error| FolderError::Release(folder.join(RELEASE), error);
    let release = Release::read(&open(RELEASE)?).map_err(wrong)?;
    check_signatures(folder, &bytes, &release)?;
    Ok((release, manifest))
}

/// Every coordinator's: one of them alone could write any numbers, since the halves are not published.
fn check_signatures(folder: &Path, manifest: &[u8], release: &Release) -> Result<(), FolderError> {
    for coordinator in &release.plan().coordinators {
        let id = &coordinator.id;
        let path = folder.join(SIGNATURES).join(format!("{id}.sig"));
        let text = fs::read_to_string(&path)
            .map_err(|_| FolderError::Unsigned(folder.to_owned(), id.clone()))?;
        let signature: Option<Signature> = Hex::parse(text.trim_end());
        let key = coordinator.verifying_key;
        let fits = |signed: &Signature| key.verify(Purpose::Release, manifest, signed).is_ok();
        signature
            .filter(fits)
            .ok_or(FolderError::BadSignature(path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::render;
    use crate::test_support::{Fixture, TempFolder, cases, day};
    use crate::verify::audit::{AuditError, audit};
    use sotto::plan::Series;

    #[test]
    fn the_same_release_is_the_same_bytes_in_two_folders() {
        let (fixture, temp) = (Fixture::new(2, 2), TempFolder::new());
        let release = fixture.release(&cases(200));
        let files = render::files(&release, &[], false).unwrap();
        let [one, other] = ["one", "other"].map(|name| temp.0.join(name));
        write(&one, &files, Some(&fixture.coordinators[0])).unwrap();
        write(
            &other,
            &render::files(&release, &[], false).unwrap(),
            Some(&fixture.coordinators[0]),
        )
        .unwrap();
        for name in files
            .keys()
            .map(String::as_str)
            .chain(["signatures/cy.sig"])
        {
            assert_eq!(
                fs::read(one.join(name)).unwrap(),
                fs::read(other.join(name)).unwrap(),
                "{name}"
            );
        }
        // The other coordinator's run finds the same folder, and signs it, too.
        write(&one, &files, Some(&fixture.coordinators[1])).unwrap();
        assert_eq!(read(&one).unwrap(), release);
        let another = fixture.release(&cases(200));
        let second = render::files(&another, &[], false).unwrap();
        assert!(
            matches!(write(&one, &second, None), Err(FolderError::Other(_))),
            "nothing is overwritten"
        );
    }

    #[test]
    fn earlier_releases_make_a_series_and_belong_to_the_folder() {
        let (mut fixture, temp) = (Fixture::new(1, 2), TempFolder::new());
        let mut quarter = |title: &str, from: &str, to: &str| {
            fixture.plan = fixture.with(|plan| {
                (plan.title, plan.from, plan.to) = (title.into(), day(from), day(to));
                (plan.series, plan.late_from) = (Series::Quarterly, plan.from);
                plan.tables.truncate(2);
            });
            fixture.release(&cases(300))
        };
        let first = quarter("Q1", "2025-01-01", "2025-03-31");
        let second = quarter("Q2", "2025-04-01", "2025-06-30");
        let earlier = temp.0.join("Q1");
        let signed = |folder: &Path, files: &Files| {
            for keys in &fixture.coordinators {
                write(folder, files, Some(keys)).unwrap();
            }
        };
        signed(&earlier, &render::files(&first, &[], false).unwrap());
        let files = render::files(&second, std::slice::from_ref(&first), false).unwrap();
        let series = String::from_utf8(files["data/series.csv"].clone()).unwrap();
        assert_eq!(
            series.lines().count(),
            1 + 2 * (14 + 14),
            "two quarters of two lists"
        );
        assert!(files.contains_key("charts/kind-series-ar.png"));
        let folder = temp.0.join("Q2");
        signed(&folder, &files);
        assert!(audit(&folder, std::slice::from_ref(&earlier)).is_ok());
        assert!(matches!(audit(&folder, &[]), Err(AuditError::Earlier)));
        let again = render::files(&first, std::slice::from_ref(&second), false)
            .unwrap_err()
            .to_string();
        assert!(
            again.contains("is not earlier than this release"),
            "{again}"
        );
        let year = Fixture::new(1, 2).release(&cases(30));
        let mixed = render::files(&year, std::slice::from_ref(&first), false)
            .unwrap_err()
            .to_string();
        assert!(mixed.contains("Q1 is of another series"), "{mixed}");
    }
}
