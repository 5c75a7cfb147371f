//! What anybody can check of a published folder, without a key and without trust in who made it.

use super::published_folder::{self, FolderError};
use crate::publish::error::PublishError;
use crate::publish::manifest::Manifest;
use crate::publish::render;
use crate::release::document::Release;
use sha2::{Digest, Sha256};
use sotto::signed::canonical;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Why a folder is not believed, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    #[error("{0}")]
    Folder(FolderError),
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

/// A release whose folder is sound.
#[derive(Debug)]
pub struct Audited {
    pub release: Release,
    pub manifest: Manifest,
}

/// Checks everything that a third party can check of a folder.
pub fn audit(folder: &Path, earlier: &[PathBuf]) -> Result<Audited, AuditError> {
    let (release, manifest) = published_folder::sound(folder).map_err(AuditError::Folder)?;
    let earlier = earlier.iter().map(|folder| published_folder::read(folder));
    let earlier: Vec<Release> = earlier
        .collect::<Result<_, _>>()
        .map_err(AuditError::Folder)?;
    let given: Result<BTreeSet<[u8; 32]>, _> = earlier
        .iter()
        .map(|one| canonical(one).map(|bytes| Sha256::digest(bytes).into()))
        .collect();
    if given.map_err(AuditError::Json)? != manifest.earlier.iter().map(|digest| digest.0).collect()
    {
        return Err(AuditError::Earlier);
    }
    // Whatever was published is made once more of the released numbers.
    let again = render::files(&release, &earlier, false).map_err(AuditError::Publish)?;
    for (name, bytes) in &again {
        if !fs::read(folder.join(name)).is_ok_and(|there| there == *bytes) {
            return Err(AuditError::Differs(name.clone(), env!("CARGO_PKG_VERSION")));
        }
    }
    Ok(Audited { release, manifest })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::error::Files;
    use crate::test_support::{Fixture, TempFolder, cases};
    use sotto::hex::Hex;
    use sotto::signed::from_canonical;

    fn published(fixture: &Fixture) -> Files {
        render::files(&fixture.release(&cases(200)), &[], false).unwrap()
    }

    /// Written, and signed by all.
    fn signed(fixture: &Fixture, folder: &Path, files: &Files) {
        for keys in &fixture.coordinators {
            published_folder::write(folder, files, Some(keys)).unwrap();
        }
    }

    #[test]
    fn an_audit_finds_what_was_changed() {
        let (fixture, temp) = (Fixture::new(1, 2), TempFolder::new());
        let files = published(&fixture);
        let folder = temp.0.join("release");
        published_folder::write(&folder, &files, None).unwrap();
        let said = |folder: &Path| audit(folder, &[]).unwrap_err().to_string();
        assert!(said(&folder).contains("is not signed by cy"));
        published_folder::write(&folder, &files, Some(&fixture.coordinators[0])).unwrap();
        assert!(
            said(&folder).contains("is not signed by di"),
            "one of them alone could write any numbers"
        );
        signed(&fixture, &folder, &files);
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

    /// Coordinators who sign a folder with other numbers in it, all of it consistent but the one thing.
    #[test]
    fn an_audit_finds_what_was_wrong_before_it_was_signed() {
        let (fixture, temp) = (Fixture::new(1, 2), TempFolder::new());
        let files = published(&fixture);
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
            let folder = temp
                .0
                .join(Hex::<8>(crate::keyring::random().unwrap()).to_string());
            signed(&fixture, &folder, &lying);
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
}
