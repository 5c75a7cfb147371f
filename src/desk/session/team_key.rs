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

/// The length of a team key's name, in bytes.
pub const NAME: usize = 16;

/// The length of the nonce and the tag of XChaCha20-Poly1305 together, in bytes.
pub const SHUT: usize = 24 + 16;

/// The length of an event's padded plaintext, in bytes.
pub const ROOM: usize = EVENT - NAME - SHUT;

/// Why something could not be sealed for colleagues.
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

/// Why something from a colleague does not open here.
#[derive(Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// It is sealed under a key that this desk does not have, or does not have yet.
    NoKey,
    /// It was altered, or it is not what its form says.
    Damaged,
}

/// The key that seals a team's events while a roster is in force.
pub struct TeamKey {
    pub name: Hex<NAME>,
    /// The serial number of the roster that it was made for.
    pub roster: u64,
    /// The epoch that it was made for.
    pub epoch: Epoch,
    key: StorageKey,
}

/// A team key in the form that is stored or sent. It is sealed before either.
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

    /// Returns the key in the form that is stored or sent.
    pub fn write(&self) -> WrittenKey {
        WrittenKey {
            name: self.name,
            roster: self.roster,
            epoch: self.epoch,
            key: Hex(*self.key.expose()),
        }
    }

    /// Returns the key from the form that is stored or sent.
    pub fn read(written: &WrittenKey) -> Self {
        Self {
            name: written.name,
            roster: written.roster,
            epoch: written.epoch,
            key: Secret::new(written.key.0),
        }
    }

    /// Seals an event, and returns exactly [`EVENT`] bytes.
    ///
    /// # Errors
    /// [`TeamKeyError::TooLong`] if it does not fit.
    pub fn seal(&self, signed: &SignedEvent) -> Result<Vec<u8>, TeamKeyError> {
        let json = Secret::new(canonical(signed).map_err(TeamKeyError::Json)?);
        let plaintext = padded(b"", &[json.expose()], ROOM).map_err(|_| TeamKeyError::TooLong)?;
        let plaintext = Secret::new(plaintext);
        let sealed = encrypt(&self.key, &associated_data(&self.name), plaintext.expose());
        let sealed = sealed.map_err(TeamKeyError::Random)?;
        Ok([self.name.0.as_slice(), &sealed].concat())
    }

    /// Opens what follows the key's name in a sealed event. Returns `None` if it was altered.
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

/// Returns whether an event is short enough to be sealed. It is checked before anything is done that the event records.
pub fn fits(signed: &SignedEvent) -> Result<bool, serde_json::Error> {
    Ok(canonical(signed)?.len() + 4 <= ROOM)
}

/// Returns the serial number of the roster for which the key of this sealed event was made; 0 for fewer than 8 bytes.
pub fn roster_of(sealed: &[u8]) -> u64 {
    let serial = sealed.first_chunk::<8>();
    serial.map_or(0, |serial| u64::from_be_bytes(*serial))
}

/// Opens an event with the key that it names, and returns it. Its signature is not checked yet.
///
/// # Errors
/// [`NotOpened::NoKey`] if this desk does not have the key that it names; [`NotOpened::Damaged`] if it was altered.
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

/// Returns the associated data that binds a sealed event to the name of its key.
pub fn associated_data(name: &Hex<NAME>) -> Vec<u8> {
    [b"sotto/1 event\n".as_slice(), &name.0].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sotto::day::Day;

    fn epoch() -> Epoch {
        Epoch::of(Day::FIRST)
    }

    #[test]
    fn a_team_keys_name_says_for_which_roster_and_epoch_it_is_or_it_is_not_sound() {
        let written = |name: TeamKey, roster: u64, epoch: Epoch| {
            let json = serde_json::json!({"name": name.name, "roster": roster, "epoch": epoch, "key": "08".repeat(32)});
            serde_json::from_value::<WrittenKey>(json)
                .unwrap()
                .is_sound()
        };
        let draw = || TeamKey::draw(4, epoch()).unwrap();
        assert!(written(draw(), 4, epoch()));
        assert!(!written(draw(), 5, epoch()), "planted for the next roster");
        assert!(
            !written(draw(), 4, epoch().next()),
            "planted for the next epoch"
        );
    }
}
