//! Somebody with keys.

use super::recipient::HybridRecipient;
use crate::signed::VerifyingKey;
use serde::{Deserialize, Serialize};

/// Somebody with keys: a handler, or a coordinator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keyholder {
    /// A short name, unique in the roster: 1 to 32 of a–z, 0–9 and `-`.
    pub id: String,
    /// The key that things are sealed to for them.
    pub recipient: HybridRecipient,
    /// The key that their signatures are verified with.
    pub verifying_key: VerifyingKey,
}
