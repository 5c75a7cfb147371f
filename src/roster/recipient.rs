//! The public key of a keyholder, as text.

use crate::as_text::as_text;
use std::fmt;
use std::str::FromStr;

/// An age recipient of the kind `mlkem768x25519`, as text: `age1pq1` and 1,952 more characters.
///
/// Checked in form only; whoever seals to it parses the key (<https://c2sp.org/age>).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HybridRecipient(String);

/// The text is no post-quantum hybrid recipient.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a post-quantum hybrid recipient: it must begin with age1pq1; make one with `sotto-desk key new`"
)]
pub struct NotHybrid;

impl HybridRecipient {
    const LENGTH: usize = 1959;

    /// Returns the text, `age1pq1…`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HybridRecipient {
    type Err = NotHybrid;

    fn from_str(text: &str) -> Result<Self, NotHybrid> {
        let data = text.strip_prefix("age1pq1").ok_or(NotHybrid)?;
        let in_bech32 = data
            .bytes()
            .all(|byte| b"qpzry9x8gf2tvdw0s3jn54khce6mua7l".contains(&byte));
        (text.len() == Self::LENGTH && in_bech32)
            .then(|| Self(text.to_owned()))
            .ok_or(NotHybrid)
    }
}

impl fmt::Display for HybridRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

as_text!(HybridRecipient);
