//! A case as it is given to another organisation, and taken in there: what was chosen, and nothing else.
//!
//! An age file to the partner's key. In it `sotto/1 handover`, a line feed, a length in four bytes, the signed list of what is
//! given as JSON, and the files one after another. Nothing of it touches a disk in clear on either side.

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

pub const HANDOVER: &[u8] = b"sotto/1 handover\n";
pub const LONGEST_HEAD: usize = 4 << 20;

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    pub name: String,
    #[serde(rename = "type")]
    pub media_type: String,
    pub size: u64,
    pub digest: Hex<32>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub labels: Vec<Label>,
    pub outcome: Option<Outcome>,
    pub code: Option<Code>,
}

/// Everything that is given but the files.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    pub organisation: String,
    pub handler: String,
    pub key: VerifyingKey,
    pub language: Option<String>,
    pub parts: Vec<Part>,
    pub indicators: Vec<(String, String)>,
    pub facts: Option<Facts>,
    pub narrative: Option<BTreeMap<String, Answer>>,
    pub files: Vec<Given>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedPackage {
    pub package: Package,
    pub signature: Signature,
}

impl Package {
    /// Exactly what leaves, for whoever sends it.
    pub fn in_words(&self) -> Result<String, HandoverError> {
        serde_json::to_string_pretty(self).map_err(HandoverError::Json)
    }

    /// Its name: SHA-256 of it as canonical JSON.
    pub fn digest(&self) -> Result<Hex<32>, HandoverError> {
        Ok(Hex(Sha256::digest(
            canonical(self).map_err(HandoverError::Json)?,
        )
        .into()))
    }
}

impl Package {
    /// Returns who gave it, in words.
    pub fn by(&self) -> String {
        let words = crate::keyring::fingerprint::fingerprint(self.key.to_string().as_bytes());
        format!("{} of {} ({words})", self.handler, self.organisation)
    }

    /// Returns the parts, by their words.
    pub fn parts(&self) -> Vec<String> {
        self.parts.iter().map(ToString::to_string).collect()
    }
}
