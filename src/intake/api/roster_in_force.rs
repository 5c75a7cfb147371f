//! The roster in force: read at the start, replaced while the intake runs by a newer one that the root key signed.

use crate::api::site::{Page, roster_pages};
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::roster::{Roster, RosterError};
use sotto::signed::{SignedText, VerifyingKey};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// A roster that the root key signed, and how it is served.
pub struct VerifiedRoster {
    pub roster: Roster,
    pub digest: [u8; 32],
    pub pages: HashMap<String, Page>,
}

/// The roster that both listeners go by, and the root key that signs the next.
pub struct RosterInForce {
    root: VerifyingKey,
    now: RwLock<Arc<VerifiedRoster>>,
}

impl VerifiedRoster {
    /// Parses a signature, a line feed, and the roster.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the signature or with what it signs.
    pub fn read(signed: &[u8], root: &VerifyingKey) -> Result<Self, RosterError> {
        let signed = SignedText::parse(signed).ok_or(RosterError::Signature)?;
        let roster = Roster::verify(signed.text, &signed.signature, root)?;
        Ok(Self {
            digest: Sha256::digest(signed.text).into(),
            pages: roster_pages(&roster, signed),
            roster,
        })
    }

    /// Returns the roster if it is valid on this day.
    ///
    /// # Errors
    ///
    /// Says that it is not, or that its serial number is lower than one that was `seen`.
    pub fn holds_on(self, today: Day, seen: u64) -> Result<Self, RosterError> {
        self.roster.holds_on(today, seen)?;
        Ok(self)
    }
}

impl RosterInForce {
    pub fn new(root: VerifyingKey, now: VerifiedRoster) -> Self {
        Self {
            root,
            now: RwLock::new(Arc::new(now)),
        }
    }

    pub fn current(&self) -> Arc<VerifiedRoster> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Parses a roster that may come next.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the signature or with what it signs.
    pub fn verify(&self, signed: &[u8]) -> Result<VerifiedRoster, RosterError> {
        VerifiedRoster::read(signed, &self.root)
    }

    pub fn replace(&self, next: VerifiedRoster) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }
}
