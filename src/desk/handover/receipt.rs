//! A receipt: the other organisation's signed statement that a package arrived.

use crate::handover::error::HandoverError;
use serde::{Deserialize, Serialize};
use sotto::hex::Hex;
use sotto::signed::{Purpose, Signature, VerifyingKey, canonical};

/// A statement that a package arrived.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The digest of the package.
    pub package: Hex<32>,
    /// The name of the organisation that received it.
    pub organisation: String,
    /// The id of the handler who signs the receipt.
    pub handler: String,
    /// The key of that handler's signature.
    pub key: VerifyingKey,
}

/// A receipt and its handler's signature.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedReceipt {
    pub receipt: Receipt,
    pub signature: Signature,
}

impl SignedReceipt {
    /// Parses a receipt, and checks that the key in it signed it. Whose key that is, people compare by voice.
    ///
    /// # Errors
    /// [`HandoverError::NoReceipt`] if the bytes are not a receipt, or the signature does not match.
    pub fn read(bytes: &[u8]) -> Result<Self, HandoverError> {
        let signed: Self = serde_json::from_slice(bytes).map_err(|_| HandoverError::NoReceipt)?;
        let message = canonical(&signed.receipt).map_err(|_| HandoverError::NoReceipt)?;
        let key = signed.receipt.key;
        key.verify(Purpose::Receipt, &message, &signed.signature)
            .map_err(|_| HandoverError::NoReceipt)?;
        Ok(signed)
    }

    /// Returns the handler, the organisation, and the fingerprint of the handler's key.
    pub fn by(&self) -> String {
        let Receipt {
            handler,
            organisation,
            ..
        } = &self.receipt;
        let words =
            crate::keyring::fingerprint::fingerprint(self.receipt.key.to_string().as_bytes());
        format!("{handler} of {organisation} ({words})")
    }
}
