//! The other organisation's word that a package arrived.

use crate::handover::error::HandoverError;
use serde::{Deserialize, Serialize};
use sotto::hex::Hex;
use sotto::signed::{Purpose, Signature, VerifyingKey, canonical};

/// That a package arrived.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    pub package: Hex<32>,
    pub organisation: String,
    pub handler: String,
    pub key: VerifyingKey,
}

/// A receipt and the signature over it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedReceipt {
    pub receipt: Receipt,
    pub signature: Signature,
}

impl SignedReceipt {
    /// Reads a receipt that is signed by whom it names.
    pub fn read(bytes: &[u8]) -> Result<Self, HandoverError> {
        let signed: Self = serde_json::from_slice(bytes).map_err(|_| HandoverError::NoReceipt)?;
        let message = canonical(&signed.receipt).map_err(|_| HandoverError::NoReceipt)?;
        let key = signed.receipt.key;
        key.verify(Purpose::Receipt, &message, &signed.signature)
            .map_err(|_| HandoverError::NoReceipt)?;
        Ok(signed)
    }

    /// Returns who signed it, in words.
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
