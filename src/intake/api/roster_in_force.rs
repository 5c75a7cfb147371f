//! The roster in force: read at the start, replaced while the intake runs by a newer one that the root key signed.

use crate::api::site::{Page, roster_pages};
use sha2::{Digest, Sha256};
use sotto::roster::{Roster, RosterError};
use sotto::signed::{SignedText, VerifyingKey};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// A roster that holds, and how it is served.
pub struct InForce {
    pub roster: Roster,
    pub digest: [u8; 32],
    pub pages: HashMap<String, Page>,
}

/// The roster that both listeners go by, and whose word counts about the next.
pub struct Standing {
    root: VerifyingKey,
    now: RwLock<Arc<InForce>>,
}

impl InForce {
    /// Reads a signature, a line feed, and the roster.
    pub fn read(signed: &[u8], root: &VerifyingKey) -> Result<Self, RosterError> {
        let signed = SignedText::parse(signed).ok_or(RosterError::Signature)?;
        let roster = Roster::verify(signed.text, &signed.signature, root)?;
        Ok(Self {
            digest: Sha256::digest(signed.text).into(),
            pages: roster_pages(&roster, signed),
            roster,
        })
    }
}

impl Standing {
    pub fn new(root: VerifyingKey, now: InForce) -> Self {
        Self {
            root,
            now: RwLock::new(Arc::new(now)),
        }
    }

    pub fn look(&self) -> Arc<InForce> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads a roster that may come next.
    ///
    /// # Errors
    ///
    /// Says what the root key did not sign, or what is wrong with what it signed.
    pub fn verify(&self, signed: &[u8]) -> Result<InForce, RosterError> {
        InForce::read(signed, &self.root)
    }

    pub fn replace(&self, next: InForce) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }
}
