//! The list of a published folder's files, which every coordinator signs.

use super::error::{Files, PublishError};
use crate::release::document::Release;
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::signed::canonical;
use std::collections::BTreeMap;

/// What a manifest says of itself in `format`.
pub const MANIFEST_FORMAT: &str = "sotto/1 manifest";

/// The signed list of a folder's files.
#[derive(Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Always [`MANIFEST_FORMAT`].
    pub format: String,
    /// SHA-256 of each file, by its path.
    pub files: BTreeMap<String, Hex<32>>,
    /// SHA-256 of `release.json` of the earlier releases that are drawn beside this one.
    pub earlier: Vec<Hex<32>>,
}

/// Returns the manifest of these files in canonical form.
pub fn manifest(files: &Files, earlier: &[Release]) -> Result<Vec<u8>, PublishError> {
    let digest = |bytes: &[u8]| Hex(Sha256::digest(bytes).into());
    let before = earlier
        .iter()
        .map(|release| canonical(release).map(|bytes| digest(&bytes)));
    let mut earlier = before
        .collect::<Result<Vec<_>, _>>()
        .map_err(PublishError::Json)?;
    earlier.sort_by_key(|digest| digest.0);
    let files = files
        .iter()
        .map(|(path, bytes)| (path.clone(), digest(bytes)))
        .collect();
    let manifest = Manifest {
        format: MANIFEST_FORMAT.to_owned(),
        files,
        earlier,
    };
    canonical(&manifest).map_err(PublishError::Json)
}
