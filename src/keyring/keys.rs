//! The secret keys of one person or of an organisation's root, and the card that others may see.

use super::hybrid::HybridIdentity;
use super::locked::Locked;
use super::random::{NoRandomness, random};
use super::storage_key::StorageKey;
use ed25519_dalek::{Signer, SigningKey};
use sotto::hex::Hex;
use sotto::roster::Keyholder;
use sotto::secret::Secret;
use sotto::signed::{Purpose, Signature, VerifyingKey};
use std::ops::Deref;

/// One keyholder's keys, each drawn on its own. They share one allocation, which is locked into memory where the system
/// allows it, so that it is never swapped out.
pub struct Keys(Locked<Held>);

/// The keys themselves.
pub struct Held {
    /// The keyholder's name in the roster.
    pub id: String,
    /// Opens what partners seal to them: cases that are handed over, and contributions to coordinators. Reports are sealed to
    /// [`EpochKey`]s.
    pub identity: HybridIdentity,
    /// Encrypts what is stored on their disk.
    pub storage: StorageKey,
    signing: SigningKey,
}

impl Deref for Keys {
    type Target = Held;

    fn deref(&self) -> &Held {
        &self.0
    }
}

/// The content of a vault is not a set of keys.
#[derive(Debug, thiserror::Error)]
#[error("the vault contains no keys; restore it from its backup")]
pub struct NoKeys;

impl Keys {
    /// Draws new keys.
    pub fn draw(id: &str) -> Result<Self, NoRandomness> {
        Ok(Self(Locked::new(Held {
            id: id.to_owned(),
            identity: HybridIdentity::from_seed(random()?),
            storage: Secret::new(random()?),
            signing: SigningKey::from_bytes(&random()?),
        })))
    }

    /// Returns the content of a vault: identity, signing key, storage key, then the id.
    pub fn to_bytes(&self) -> Secret<Vec<u8>> {
        Secret::new(
            [
                self.identity.seed(),
                self.signing.as_bytes(),
                self.storage.expose(),
                self.id.as_bytes(),
            ]
            .concat(),
        )
    }

    /// Reads what [`Keys::to_bytes`] returned.
    pub fn from_bytes(bytes: &Secret<Vec<u8>>) -> Result<Self, NoKeys> {
        let mut rest = bytes.expose().as_slice();
        let mut next = || -> Result<[u8; 32], NoKeys> {
            let (key, behind) = rest.split_first_chunk::<32>().ok_or(NoKeys)?;
            rest = behind;
            Ok(*key)
        };
        let (identity, signing, key) = (next()?, next()?, next()?);
        let id = std::str::from_utf8(rest).map_err(|_| NoKeys)?.to_owned();
        Ok(Self(Locked::new(Held {
            id,
            identity: HybridIdentity::from_seed(identity),
            storage: Secret::new(key),
            signing: SigningKey::from_bytes(&signing),
        })))
    }

    /// Signs `body` for `purpose`.
    pub fn sign(&self, purpose: Purpose, body: &[u8]) -> Signature {
        Hex(self.signing.sign(&purpose.message(body)).to_bytes())
    }

    /// Returns the key that others verify the signatures with.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey::from_signing(&self.signing)
    }

    /// Returns what the holder of the root key needs to put this person into a roster. Never `None`: our own recipient
    /// always parses.
    pub fn card(&self) -> Option<Keyholder> {
        let recipient = self.identity.recipient().parse().ok()?;
        Some(Keyholder {
            id: self.id.clone(),
            recipient,
            verifying_key: self.verifying_key(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_that_keys_lie_on_is_not_swapped_out() {
        let locked = || {
            let status = std::fs::read_to_string("/proc/self/status").unwrap();
            let line = status.lines().find_map(|line| line.strip_prefix("VmLck:"));
            let kib = line.unwrap().trim().trim_end_matches(" kB");
            kib.parse::<u64>().unwrap()
        };
        let keys = Keys::draw("ana").unwrap();
        assert!(keys.0.is_locked() && locked() >= 4);
    }
}
