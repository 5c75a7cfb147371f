//! Signatures that name their purpose, so that one made for one purpose never passes for another.
//!
//! Ed25519 (RFC 8032, <https://www.rfc-editor.org/rfc/rfc8032>) over `sotto/1 PURPOSE`, a line feed, and the
//! message. Verified strictly: no small-order keys, one spelling of each signature. Signing needs a key; the
//! keyring has that.

use crate::hex::Hex;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use sha2::{Digest, Sha256};
use std::fmt;

/// The purpose of a signature: what is signed, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The roster, which names who may open reports: by the root key.
    Roster,
    /// The manifest of the pages that reporters are shown: by the root key.
    Site,
    /// The key to which a handler is sealed in one epoch: by that handler.
    Card,
    /// A request to the intake for a session: by a handler or coordinator.
    Login,
    /// One change to a case: by the handler who made it.
    Event,
    /// An envelope between desks, with a team's key or a case for a newcomer: by the handler who sealed it.
    Envelope,
    /// A reply to a reporter, with the address and the tag that it is for: by the handler who wrote it.
    Reply,
    /// A case as it is given to another organisation: by the handler who gives it.
    Handover,
    /// The receipt for a handed-over case: by the handler who took it in.
    Receipt,
    /// The plan of the tables to be released: by each coordinator.
    Plan,
    /// A team's counts, as one sealed share: by a handler.
    Contribution,
    /// A line of a ledger, for noise that was drawn or numbers that were released: by the coordinator.
    Ledger,
    /// The list of all files of a published release: by a coordinator.
    Release,
    /// A report, or what comes later with the same codename: by the reporter.
    Reporter,
}

impl Purpose {
    /// Returns the exact bytes that are signed.
    pub fn message(self, body: &[u8]) -> Vec<u8> {
        let word = match self {
            Self::Roster => "roster",
            Self::Site => "site",
            Self::Card => "card",
            Self::Login => "login",
            Self::Event => "event",
            Self::Envelope => "envelope",
            Self::Reply => "reply",
            Self::Handover => "handover",
            Self::Receipt => "receipt",
            Self::Plan => "plan",
            Self::Contribution => "contribution",
            Self::Ledger => "ledger",
            Self::Release => "release",
            Self::Reporter => "reporter",
        };
        [b"sotto/1 ", word.as_bytes(), b"\n", body].concat()
    }
}

/// A signature, 64 bytes.
pub type Signature = Hex<64>;

/// A public key that signatures are checked against, 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

/// The text or bytes are no usable Ed25519 public key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an Ed25519 public key: 64 lower-case hexadecimal digits")]
pub struct NotAVerifyingKey;

/// The signature does not fit the message, the key and the purpose.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not match")]
pub struct BadSignature;

impl VerifyingKey {
    /// Reads a key of 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, NotAVerifyingKey> {
        Self::try_from(Hex::parse(text.trim_end()).ok_or(NotAVerifyingKey)?.0)
    }

    /// Returns the public half of a signing key.
    pub fn from_signing(key: &ed25519_dalek::SigningKey) -> Self {
        Self(key.verifying_key())
    }

    /// Checks that `signature` is this key's, over `body`, for `purpose`.
    pub fn verify(
        &self,
        purpose: Purpose,
        body: &[u8],
        signature: &Signature,
    ) -> Result<(), BadSignature> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0
            .verify_strict(&purpose.message(body), &signature)
            .map_err(|_| BadSignature)
    }

    /// Returns the key's 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Returns SHA-256 of the key: its short name, and the salt of codenames.
    pub fn fingerprint(&self) -> Hex<32> {
        Hex(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl TryFrom<[u8; 32]> for VerifyingKey {
    type Error = NotAVerifyingKey;

    fn try_from(bytes: [u8; 32]) -> Result<Self, NotAVerifyingKey> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| NotAVerifyingKey)?;
        if key.is_weak() {
            Err(NotAVerifyingKey)
        } else {
            Ok(Self(key))
        }
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hex(self.0.to_bytes()).fmt(f)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for VerifyingKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VerifyingKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Hex::deserialize(deserializer)?.0).map_err(D::Error::custom)
    }
}

/// A text as it travels with its signature before it: 128 hexadecimal digits, a line feed, the text.
///
/// Parsing proves nothing: whoever reads `text` verifies the signature first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedText<'a> {
    /// The signature over the text.
    pub signature: Signature,
    /// The text that is signed: canonical JSON.
    pub text: &'a [u8],
}

impl<'a> SignedText<'a> {
    /// Splits `bytes` at the first line feed. Returns `None` if what stands before it is no signature.
    pub fn parse<T: AsRef<[u8]> + ?Sized>(bytes: &'a T) -> Option<Self> {
        let bytes = bytes.as_ref();
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (line, text) = bytes.split_at_checked(end)?;
        Self::of(line, text.get(1..)?)
    }

    /// Pairs a text with the signature on `line`. Returns `None` if that is no signature.
    pub fn of(line: &[u8], text: &'a [u8]) -> Option<Self> {
        let signature = Hex::parse(std::str::from_utf8(line).ok()?)?;
        Some(Self { signature, text })
    }

    /// Returns the bytes that [`SignedText::parse`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        [format!("{}\n", self.signature).as_bytes(), self.text].concat()
    }
}

/// Returns canonical JSON (RFC 8785 for what we write: sorted keys, no spaces, integers only).
///
/// # Errors
///
/// Only for types that JSON cannot hold.
pub fn canonical<T: Serialize>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&serde_json::to_value(value)?)
}

/// Reads what [`canonical`] wrote. Returns `None` for anything that is spelled otherwise.
pub fn from_canonical<T: Serialize + serde::de::DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let value: T = serde_json::from_slice(bytes).ok()?;
    (canonical(&value).ok()? == bytes).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::Signer;

    fn pair() -> (ed25519_dalek::SigningKey, VerifyingKey) {
        let signing = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
        let verifying = VerifyingKey::try_from(signing.verifying_key().to_bytes()).unwrap();
        (signing, verifying)
    }

    #[test]
    fn a_signature_for_one_purpose_is_none_for_another() {
        let (signing, verifying) = pair();
        let signature = Hex(signing.sign(&Purpose::Roster.message(b"x")).to_bytes());
        assert_eq!(verifying.verify(Purpose::Roster, b"x", &signature), Ok(()));
        assert_eq!(
            verifying.verify(Purpose::Site, b"x", &signature),
            Err(BadSignature)
        );
        assert_eq!(
            verifying.verify(Purpose::Roster, b"y", &signature),
            Err(BadSignature)
        );
    }

    #[test]
    fn a_signed_text_reads_back_and_any_other_first_line_is_refused() {
        let signature = Hex([7; 64]);
        for text in [&b""[..], b"x", b"\n", b"a\nb\xff"] {
            let written = SignedText { signature, text };
            let bytes = written.to_bytes();
            assert_eq!(SignedText::parse(&bytes), Some(written));
        }
        let digits = signature.to_string();
        for wrong in [
            String::new(),
            "\n".to_owned(),
            digits.clone(),
            format!(" {digits}\nx"),
            format!("{digits}\r\nx"),
            format!("{}\nx", digits.to_uppercase().replace('0', "A")),
        ] {
            assert_eq!(SignedText::parse(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_key_of_small_order_is_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(VerifyingKey::try_from(identity), Err(NotAVerifyingKey));
    }

    #[test]
    fn canonical_json_sorts_its_keys() {
        let value = serde_json::json!({"b": 1, "a": {"d": [1, 2], "c": "é\n"}});
        assert_eq!(
            canonical(&value).unwrap(),
            "{\"a\":{\"c\":\"é\\n\",\"d\":[1,2]},\"b\":1}".as_bytes()
        );
    }
}
