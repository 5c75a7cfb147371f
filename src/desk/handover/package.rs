//! A package: the parts of a case that one organisation hands over to another.
//!
//! It is an age file to the partner's key, and contains `sotto/1 handover`, a line feed, a length in four bytes, the signed
//! [`Package`] as JSON, and the files one after another. Neither side writes any of it to a disk unencrypted.

use crate::handover::error::HandoverError;
use crate::handover::part::Part;
use crate::model::change::Outcome;
use crate::model::label::Label;
use crate::report::answer::Answer;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::code::Code;
use sotto::hex::Hex;
use sotto::signed::{Signature, VerifyingKey, canonical};
use std::collections::BTreeMap;

/// The bytes that a package begins with.
pub const HANDOVER: &[u8] = b"sotto/1 handover\n";
/// The greatest length of a package's JSON, in bytes.
pub const LONGEST_HEAD: usize = 4 << 20;

/// A file in a package.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    pub name: String,
    #[serde(rename = "type")]
    pub media_type: String,
    /// The file's size, in bytes.
    pub size: u64,
    /// The SHA-256 of the file.
    pub digest: Hex<32>,
}

/// What the team found out about a case, without the reporter's words.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub labels: Vec<Label>,
    pub outcome: Option<Outcome>,
    pub code: Option<Code>,
}

/// Everything that is handed over, except for the files' bytes. Parts that were not chosen are empty.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// The name of the organisation that hands the case over.
    pub organisation: String,
    /// The id of the handler who signs the package.
    pub handler: String,
    /// The key of that handler's signature.
    pub key: VerifyingKey,
    pub language: Option<String>,
    pub parts: Vec<Part>,
    /// The kind and the value of each indicator.
    pub indicators: Vec<(String, String)>,
    pub facts: Option<Facts>,
    pub narrative: Option<BTreeMap<String, Answer>>,
    pub files: Vec<Given>,
}

/// A package and its handler's signature.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedPackage {
    pub package: Package,
    pub signature: Signature,
}

impl Package {
    /// Returns the package as readable JSON, for the handler who hands it over.
    pub fn in_words(&self) -> Result<String, HandoverError> {
        serde_json::to_string_pretty(self).map_err(HandoverError::Json)
    }

    /// Returns the SHA-256 of the package as canonical JSON, which is its name.
    pub fn digest(&self) -> Result<Hex<32>, HandoverError> {
        Ok(Hex(Sha256::digest(
            canonical(self).map_err(HandoverError::Json)?,
        )
        .into()))
    }
}

impl Package {
    /// Returns the handler, the organisation, and the fingerprint of the handler's key.
    pub fn by(&self) -> String {
        let words = crate::keyring::fingerprint::fingerprint(self.key.to_string().as_bytes());
        format!("{} of {} ({words})", self.handler, self.organisation)
    }

    /// Returns the words for the parts.
    pub fn parts(&self) -> Vec<String> {
        self.parts.iter().map(ToString::to_string).collect()
    }
}
