//! Somebody who opens reports.

use crate::signed::VerifyingKey;
use serde::{Deserialize, Serialize};

/// A handler, as the roster names them. What is sealed to them is sealed to their epoch card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handler {
    /// A short name, unique in the roster: 1 to 32 of a–z, 0–9 and `-`.
    pub id: String,
    /// The key that their signatures are verified with.
    pub verifying_key: VerifyingKey,
}
