//! A handler's key for one epoch: reports and envelopes are sealed to it, and it is destroyed when they have all come.

use crate::keyring::hybrid::HybridIdentity;
use crate::keyring::keys::Keys;
use crate::keyring::locked::Locked;
use crate::keyring::{NoRandomness, random};
use sotto::epoch::Epoch;
use sotto::hex::Hex;
use sotto::roster::{CARD_FORMAT, Card};
use sotto::signed::{Purpose, SignedText, VerifyingKey, canonical};

/// A handler's private key for one epoch.
pub struct EpochKey {
    pub epoch: Epoch,
    identity: Locked<HybridIdentity>,
}

impl EpochKey {
    /// Draws one.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`] if the operating system gives none.
    pub fn draw(epoch: Epoch) -> Result<Self, NoRandomness> {
        Ok(Self::from_seed(epoch, random()?))
    }

    /// Returns the key that follows from 32 random bytes.
    pub fn from_seed(epoch: Epoch, seed: [u8; 32]) -> Self {
        Self {
            epoch,
            identity: Locked::new(HybridIdentity::from_seed(seed)),
        }
    }

    /// Returns the 32 bytes, to be encrypted at once.
    pub fn seed(&self) -> Hex<32> {
        Hex(*self.identity.seed())
    }

    /// Returns the private key.
    pub fn identity(&self) -> &HybridIdentity {
        &self.identity
    }

    /// Returns the card with the public half, signed by its handler. `None` never comes: our own recipient always parses.
    pub fn card(&self, keys: &Keys, root: &VerifyingKey) -> Option<(Card, Vec<u8>)> {
        let card = Card {
            format: CARD_FORMAT.to_owned(),
            root: *root,
            handler: keys.id.clone(),
            epoch: self.epoch,
            recipient: self.identity.recipient().parse().ok()?,
        };
        let text = canonical(&card).ok()?;
        let signature = keys.sign(Purpose::Card, &text);
        let signed = SignedText {
            signature,
            text: &text,
        }
        .to_bytes();
        Some((card, signed))
    }
}
