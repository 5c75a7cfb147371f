//! The key that a team's events are encrypted with.

use crate::keyring::seal::SealError;
use crate::keyring::storage_key::{StorageKey, decrypt, encrypt};
use crate::keyring::{NoRandomness, random};
use crate::model::event::SignedEvent;
use serde::{Deserialize, Serialize};
use sotto::epoch::Epoch;
use sotto::frame::{padded, unframe};
use sotto::hex::Hex;
use sotto::secret::Secret;
use sotto::signed::canonical;
use sotto::wire::EVENT;
use std::collections::BTreeMap;

pub const NAME: usize = 16;

/// The nonce and the tag of XChaCha20-Poly1305.
pub const SHUT: usize = 24 + 16;

pub const ROOM: usize = EVENT - NAME - SHUT;

/// What went wrong on the way out or in.
#[derive(Debug, thiserror::Error)]
pub enum TeamKeyError {
    #[error("this is too long for one event; write it as several")]
    TooLong,
    #[error("this case is too large to be sealed to a colleague; hand it over as a file")]
    TooLarge,
    #[error("{0}")]
    Random(NoRandomness),
    #[error("{0}")]
    Seal(SealError),
    #[error("cannot write an event: {0}")]
    Json(serde_json::Error),
    #[error("the roster holds a key that cannot be sealed to; ask for a new one")]
    NoKey,
}

/// Why something does not open here.
#[derive(Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// It is under a key that this desk does not have, or not yet.
    NoKey,
    /// It was changed, or never was what it seems.
    Damaged,
}

/// What the team's events are sealed under in one epoch, while a roster is in force.
pub struct TeamKey {
    pub name: Hex<NAME>,
    /// The roster that it was made for.
    pub roster: u64,
    /// The epoch that it was made for.
    pub epoch: Epoch,
    key: StorageKey,
}

/// A team key as it is written down: sealed at once, on its way or at rest.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenKey {
    pub name: Hex<NAME>,
    pub roster: u64,
    pub epoch: Epoch,
    key: Hex<32>,
}

impl TeamKey {
    /// Draws one. Its name begins with the serial number of its roster: whoever came with a later one need not wait for it.
    pub fn draw(roster: u64, epoch: Epoch) -> Result<Self, NoRandomness> {
        let mut name = [0; NAME];
        let parts = beginning(roster, epoch).into_iter().chain(random::<6>()?);
        name.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        Ok(Self {
            name: Hex(name),
            roster,
            epoch,
            key: Secret::new(random()?),
        })
    }

    /// To be sealed.
    pub fn write(&self) -> WrittenKey {
        WrittenKey {
            name: self.name,
            roster: self.roster,
            epoch: self.epoch,
            key: Hex(*self.key.expose()),
        }
    }

    /// As it was sealed.
    pub fn read(written: &WrittenKey) -> Self {
        Self {
            name: written.name,
            roster: written.roster,
            epoch: written.epoch,
            key: Secret::new(written.key.0),
        }
    }

    /// Seals an event, in exactly [`EVENT`] bytes.
    pub fn seal(&self, signed: &SignedEvent) -> Result<Vec<u8>, TeamKeyError> {
        let json = Secret::new(canonical(signed).map_err(TeamKeyError::Json)?);
        let plaintext = padded(b"", &[json.expose()], ROOM).map_err(|_| TeamKeyError::TooLong)?;
        let plaintext = Secret::new(plaintext);
        let sealed = encrypt(&self.key, &associated_data(&self.name), plaintext.expose());
        let sealed = sealed.map_err(TeamKeyError::Random)?;
        Ok([self.name.0.as_slice(), &sealed].concat())
    }

    pub fn open(&self, sealed: &[u8]) -> Option<SignedEvent> {
        let plaintext = decrypt(&self.key, &associated_data(&self.name), sealed).ok()?;
        serde_json::from_slice(unframe(b"", plaintext.expose())?).ok()
    }
}

impl WrittenKey {
    /// Returns whether its name says the roster and the epoch that it says: a key cannot be planted for others.
    pub fn is_sound(&self) -> bool {
        self.name.0.starts_with(&beginning(self.roster, self.epoch))
    }
}

/// Returns the first bytes of a name: the roster in 8 bytes, the epoch in 2.
fn beginning(roster: u64, epoch: Epoch) -> [u8; 10] {
    let mut beginning = [0; 10];
    let parts = roster
        .to_be_bytes()
        .into_iter()
        .chain(epoch.number().to_be_bytes());
    beginning
        .iter_mut()
        .zip(parts)
        .for_each(|(to, from)| *to = from);
    beginning
}

/// Returns whether an event can travel: known before anything is done that it records.
pub fn fits(signed: &SignedEvent) -> Result<bool, serde_json::Error> {
    Ok(canonical(signed)?.len() + 4 <= ROOM)
}

/// Under which roster the key was made that an event names.
pub fn roster_of(sealed: &[u8]) -> u64 {
    let serial = sealed.first_chunk::<8>();
    serial.map_or(0, |serial| u64::from_be_bytes(*serial))
}

/// Opens an event with whichever of the keys it names. Whether its handler signed it is not known yet.
pub fn open_event(
    keys: &BTreeMap<Hex<NAME>, TeamKey>,
    sealed: &[u8],
) -> Result<SignedEvent, NotOpened> {
    let (name, shut) = sealed
        .split_first_chunk::<NAME>()
        .ok_or(NotOpened::Damaged)?;
    let key = keys.get(&Hex(*name)).ok_or(NotOpened::NoKey)?;
    key.open(shut).ok_or(NotOpened::Damaged)
}

pub fn associated_data(name: &Hex<NAME>) -> Vec<u8> {
    [b"sotto/1 event\n".as_slice(), &name.0].concat()
}
