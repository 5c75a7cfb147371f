//! A published folder on the disk: written whole or not at all, signed, read back, and audited.

use super::keyring::keys::Keys;
use super::ledger::SignedEntry;
use super::publish::{self, Files, MANIFEST_FORMAT, Manifest, PublishError};
use super::release::{Release, ReleaseError};
use super::tier::rho;
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::plan::LIFETIME_RHO;
use sotto::signed::{Purpose, Signature, canonical, from_canonical};
use std::collections::BTreeSet;
use std::fmt::Write;
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
    #[error("{path} is signed by no coordinator of its plan", path = .0.display())]
    Unsigned(PathBuf),
    #[error("{path} bears a signature that does not match", path = .0.display())]
    BadSignature(PathBuf),
    #[error("{path}: {1}", path = .0.display())]
    Release(PathBuf, ReleaseError),
    #[error("{0}")]
    Publish(PublishError),
    #[error("the folder is drawn beside earlier releases; give exactly those with --earlier")]
    Earlier,
    #[error(
        "{0} is not what the released numbers give: it was changed before it was signed, or another version than {1} made it"
    )]
    Differs(String, &'static str),
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
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

/// A folder that was read and whose files and signatures are sound.
struct Sound {
    release: Release,
    manifest: Manifest,
    signed_by: Vec<String>,
}

/// Reads the release of a folder whose files and signatures are sound.
pub fn read(folder: &Path) -> Result<Release, FolderError> {
    sound(folder).map(|sound| sound.release)
}

fn sound(folder: &Path) -> Result<Sound, FolderError> {
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
    let signed_by = signers(folder, &bytes, &release)?;
    Ok(Sound {
        release,
        manifest,
        signed_by,
    })
}

fn signers(folder: &Path, manifest: &[u8], release: &Release) -> Result<Vec<String>, FolderError> {
    let mut signed = Vec::new();
    for coordinator in &release.plan().coordinators {
        let path = folder
            .join(SIGNATURES)
            .join(format!("{}.sig", coordinator.id));
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let signature: Option<Signature> = Hex::parse(text.trim_end());
        let fits = |signature: &Signature| {
            coordinator
                .verifying_key
                .verify(Purpose::Release, manifest, signature)
                .is_ok()
        };
        signature
            .filter(fits)
            .ok_or(FolderError::BadSignature(path))?;
        signed.push(coordinator.id.clone());
    }
    if signed.is_empty() {
        return Err(FolderError::Unsigned(folder.to_owned()));
    }
    Ok(signed)
}

/// Everything that a third party can check of a folder, and what was found.
pub fn audit(folder: &Path, earlier: &[PathBuf]) -> Result<String, FolderError> {
    let Sound {
        release,
        manifest,
        signed_by,
    } = sound(folder)?;
    let earlier = earlier
        .iter()
        .map(|folder| read(folder))
        .collect::<Result<Vec<_>, _>>()?;
    let given: Result<BTreeSet<[u8; 32]>, _> = earlier
        .iter()
        .map(|one| canonical(one).map(|bytes| Sha256::digest(bytes).into()))
        .collect();
    if given.map_err(FolderError::Json)? != manifest.earlier.iter().map(|digest| digest.0).collect()
    {
        return Err(FolderError::Earlier);
    }
    // Whatever was published is made once more of the released numbers.
    let again = publish::files(&release, &earlier, false).map_err(FolderError::Publish)?;
    for (name, bytes) in &again {
        if !fs::read(folder.join(name)).is_ok_and(|there| there == *bytes) {
            return Err(FolderError::Differs(
                name.clone(),
                env!("CARGO_PKG_VERSION"),
            ));
        }
    }
    Ok(found(&release, &manifest, &signed_by))
}

fn found(release: &Release, manifest: &Manifest, signed_by: &[String]) -> String {
    let plan = release.plan();
    let coordinators: Vec<&str> = plan
        .coordinators
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    let mut text = format!(
        "{}, cases closed {} to {}\n",
        plan.title, plan.from, plan.to
    );
    let demo = if plan.demo {
        "a demonstration or preview: not real cases"
    } else {
        "real cases"
    };
    let _ = writeln!(
        text,
        "  this is {demo}, counted by {}",
        release.contributors().join(", ")
    );
    let _ = writeln!(
        text,
        "  ok  the plan is signed by {}",
        coordinators.join(" and ")
    );
    let _ = writeln!(
        text,
        "  ok  all {} files are those of the manifest, which {} signed",
        manifest.files.len(),
        signed_by.join(" and ")
    );
    for missing in coordinators
        .iter()
        .filter(|id| !signed_by.iter().any(|signer| signer == *id))
    {
        let _ = writeln!(
            text,
            "  --  {missing} has not signed the folder; their half and their ledger bear their signature"
        );
    }
    for (ledger, id) in release.ledgers().iter().zip(&coordinators) {
        let _ = writeln!(
            text,
            "  ok  the ledger of {id}: lines {}, a whole chain, each plan drawn once, no day above rho {}",
            ledger.len(),
            rho(LIFETIME_RHO)
        );
        for line in ledger {
            let _ = writeln!(text, "        {}", spent_in(line));
        }
    }
    let cells: usize = plan.tables.iter().map(sotto::table::Table::cells).sum();
    let _ = writeln!(
        text,
        "  ok  {cells} cells in {} tables: rounded to 5, none shown below its threshold",
        plan.tables.len()
    );
    let _ = writeln!(
        text,
        "  ok  CSV, workbook, charts and pages are what these numbers give, to the byte"
    );
    text
}

/// A line of a ledger, for people.
pub fn spent_in(line: &SignedEntry) -> String {
    let plan = &line.entry.plan.plan;
    format!(
        "{} to {}  rho {}  {} ({}, {})",
        plan.from,
        plan.to,
        rho(plan.rho()),
        plan.title,
        plan.series,
        line.entry.day
    )
}

#[cfg(test)]
mod tests {
    use super::super::trial::{Trial, cases, day};
    use super::*;
    use sotto::plan::Series;

    struct Place(PathBuf);

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn place() -> Place {
        let name: [u8; 8] = super::super::keyring::random().unwrap();
        Place(std::env::temp_dir().join(format!("release-{}", Hex(name))))
    }

    fn published(trial: &Trial) -> (Release, Files) {
        let release = trial.release(&cases(200));
        let files = publish::files(&release, &[], false).unwrap();
        (release, files)
    }

    #[test]
    fn the_same_release_is_the_same_bytes_in_two_folders() {
        let (trial, here) = (Trial::new(2, 2), place());
        let (release, files) = published(&trial);
        let [one, other] = ["one", "other"].map(|name| here.0.join(name));
        write(&one, &files, Some(&trial.coordinators[0])).unwrap();
        write(
            &other,
            &publish::files(&release, &[], false).unwrap(),
            Some(&trial.coordinators[0]),
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
        write(&one, &files, Some(&trial.coordinators[1])).unwrap();
        let found = audit(&one, &[]).unwrap();
        assert!(
            found.contains("which cy and di signed") && found.contains("the ledger of di: lines 1"),
            "{found}"
        );
        assert!(
            audit(&other, &[])
                .unwrap()
                .contains("--  di has not signed the folder")
        );
        let second = published(&trial).1;
        assert!(
            matches!(write(&one, &second, None), Err(FolderError::Other(_))),
            "nothing is overwritten"
        );
    }

    #[test]
    fn an_audit_finds_what_was_changed() {
        let (trial, here) = (Trial::new(1, 2), place());
        let (_, files) = published(&trial);
        let folder = here.0.join("release");
        write(&folder, &files, None).unwrap();
        let said = |folder: &Path| audit(folder, &[]).unwrap_err().to_string();
        assert!(said(&folder).contains("is signed by no coordinator"));
        write(&folder, &files, Some(&trial.coordinators[0])).unwrap();
        let signature = folder.join("signatures/cy.sig");
        for name in [
            "data/kind.csv",
            "charts/kind-ar.png",
            "report-en.html",
            "release.json",
        ] {
            let path = folder.join(name);
            let mut bytes = fs::read(&path).unwrap();
            let place = bytes.len() / 2;
            bytes[place] ^= 1;
            fs::write(&path, &bytes).unwrap();
            assert!(said(&folder).contains(&format!("{name} is not what its manifest says")));
            fs::write(&path, &files[name]).unwrap();
        }
        fs::write(folder.join("more.html"), "x").unwrap();
        assert!(
            said(&folder)
                .contains("more.html is not what its manifest says: changed, missing, or added")
        );
        fs::remove_file(folder.join("more.html")).unwrap();
        let good = fs::read_to_string(&signature).unwrap();
        fs::write(&signature, good.replace(['0', '1'], "2")).unwrap();
        assert!(said(&folder).contains("bears a signature that does not match"));
        fs::write(&signature, good).unwrap();
        fs::write(folder.join("manifest.json"), "{}").unwrap();
        assert!(said(&folder).contains("has no manifest, or an edited one"));
    }

    /// A coordinator who signs a folder with other numbers in it, all of it consistent but the one thing.
    #[test]
    fn an_audit_finds_what_was_wrong_before_it_was_signed() {
        let (trial, here) = (Trial::new(1, 2), place());
        let (_, files) = published(&trial);
        let lie = |name: &str, change: &dyn Fn(String) -> String| {
            let mut lying = files.clone();
            let text = String::from_utf8(lying[name].clone()).unwrap();
            let changed = change(text.clone());
            assert_ne!(changed, text, "{name}");
            lying.insert(name.to_owned(), changed.into_bytes());
            let mut manifest: Manifest = from_canonical(&lying["manifest.json"]).unwrap();
            manifest
                .files
                .insert(name.to_owned(), Hex(Sha256::digest(&lying[name]).into()));
            lying.insert("manifest.json".to_owned(), canonical(&manifest).unwrap());
            let folder = here
                .0
                .join(Hex::<8>(super::super::keyring::random().unwrap()).to_string());
            write(&folder, &lying, Some(&trial.coordinators[0])).unwrap();
            audit(&folder, &[]).unwrap_err().to_string()
        };
        let csv = lie("data/kind.csv", &|text| {
            text.replacen(",A\n", ",U\n", 1).replacen(",Q\n", ",A\n", 1)
        });
        assert!(
            csv.contains("data/kind.csv is not what the released numbers give"),
            "{csv}"
        );
        let chart = lie("charts/kind-en.svg", &|text| {
            text.replacen(" ± 13", " ± 1", 1)
        });
        assert!(
            chart.contains("charts/kind-en.svg is not what the released numbers give"),
            "{chart}"
        );
        let odd = lie("release.json", &|text| {
            text.replacen("[null", "[23", 1).replacen(",null", ",23", 1)
        });
        assert!(
            odd.contains("a cell is not rounded to 5, or is below its table's threshold"),
            "{odd}"
        );
        let plan = lie("release.json", &|text| {
            text.replace("\"title\":\"2025\"", "\"title\":\"2026\"")
        });
        assert!(
            plan.contains("its plan is not signed by its coordinators"),
            "{plan}"
        );
        let ledger = lie("release.json", &|text| {
            text.replacen("2026-01-10", "2026-01-11", 1)
        });
        assert!(
            ledger.contains("a line of a ledger was changed"),
            "{ledger}"
        );
        let inputs = lie("release.json", &|text| {
            text.replacen(
                "\"contributors\":[\"NGO 1\"],\"format\":\"sotto/1 release\"",
                "\"contributors\":[\"NGO 2\"],\"format\":\"sotto/1 release\"",
                1,
            )
        });
        assert!(
            inputs.contains("a ledger's last line is of another release"),
            "{inputs}"
        );
    }

    #[test]
    fn earlier_releases_make_a_series_and_belong_to_the_folder() {
        let (mut trial, here) = (Trial::new(1, 2), place());
        let mut quarter = |title: &str, from: &str, to: &str| {
            trial.plan = trial.with(|plan| {
                (plan.title, plan.from, plan.to) = (title.into(), day(from), day(to));
                (plan.series, plan.late_from) = (Series::Quarterly, plan.from);
                plan.tables.truncate(2);
            });
            trial.release(&cases(300))
        };
        let first = quarter("Q1", "2025-01-01", "2025-03-31");
        let second = quarter("Q2", "2025-04-01", "2025-06-30");
        let earlier = here.0.join("Q1");
        write(
            &earlier,
            &publish::files(&first, &[], false).unwrap(),
            Some(&trial.coordinators[0]),
        )
        .unwrap();
        let files = publish::files(&second, std::slice::from_ref(&first), false).unwrap();
        let series = String::from_utf8(files["data/series.csv"].clone()).unwrap();
        assert_eq!(
            series.lines().count(),
            1 + 2 * (14 + 14),
            "two quarters of two lists"
        );
        assert!(files.contains_key("charts/kind-series-ar.png"));
        let folder = here.0.join("Q2");
        write(&folder, &files, Some(&trial.coordinators[0])).unwrap();
        assert!(audit(&folder, std::slice::from_ref(&earlier)).is_ok());
        assert!(matches!(audit(&folder, &[]), Err(FolderError::Earlier)));
        let again = publish::files(&first, std::slice::from_ref(&second), false)
            .unwrap_err()
            .to_string();
        assert!(
            again.contains("is not earlier than this release"),
            "{again}"
        );
        let year = Trial::new(1, 2).release(&cases(30));
        let mixed = publish::files(&year, std::slice::from_ref(&first), false)
            .unwrap_err()
            .to_string();
        assert!(mixed.contains("Q1 is of another series"), "{mixed}");
    }
}
