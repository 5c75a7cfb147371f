//! Events: signed changes, each with its handler and the event before it.
//!
//! Every handler's events form a chain: each names the one before it, so that a missing event is noticed.

use crate::keyring::keys::Keys;
use crate::model::change::Change;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::signed::{Purpose, Signature, VerifyingKey, canonical};
use sotto::ticket::Ticket;

/// The same handler's previous event: its digest, and the serial number of the roster under which it was made. A desk whose
/// handler joined with a later roster cannot have that event, and does not report it as missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub digest: Hex<32>,
    pub roster: u64,
}

/// A change, with its handler, its day and the event before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// `None` if the event is about the team.
    pub case: Option<Ticket>,
    pub handler: String,
    /// The Lamport clock: higher than any counter that the handler had seen.
    /// <https://lamport.azurewebsites.net/pubs/time-clocks.pdf>
    pub counter: u64,
    /// The serial number of the roster that is in force for the handler; 0 if the desk has none yet.
    pub roster: u64,
    pub previous: Option<Link>,
    pub day: Day,
    pub change: Change,
}

/// An event and its handler's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedEvent {
    pub event: Event,
    pub signature: Signature,
}

/// A signed event and the digest that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentifiedEvent {
    /// SHA-256 of the canonical event.
    pub digest: Hex<32>,
    pub signed: SignedEvent,
}

/// The event was not signed by the handler it names.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("an event is not signed by the handler that it names")]
pub struct Forged;

impl Event {
    /// Returns the SHA-256 of the canonical event, which is its name.
    pub fn digest(&self) -> Result<Hex<32>, serde_json::Error> {
        Ok(Hex(Sha256::digest(canonical(self)?).into()))
    }
}

impl SignedEvent {
    /// Signs `event` with the handler's key.
    pub fn sign(event: Event, keys: &Keys) -> Result<Self, serde_json::Error> {
        let signature = keys.sign(Purpose::Event, &canonical(&event)?);
        Ok(Self { event, signature })
    }

    /// Checks that `key` signed the event.
    ///
    /// # Errors
    /// [`Forged`] if it did not.
    pub fn check(&self, key: &VerifyingKey) -> Result<(), Forged> {
        let message = canonical(&self.event).map_err(|_| Forged)?;
        key.verify(Purpose::Event, &message, &self.signature)
            .map_err(|_| Forged)
    }

    /// Returns the event together with the SHA-256 that names it.
    pub fn known(self) -> Result<IdentifiedEvent, serde_json::Error> {
        Ok(IdentifiedEvent {
            digest: self.event.digest()?,
            signed: self,
        })
    }
}

impl IdentifiedEvent {
    /// Returns the event without its signature.
    pub fn event(&self) -> &Event {
        &self.signed.event
    }

    /// Returns the key by which events are ordered, the same at every desk.
    pub fn place(&self) -> (u64, &str, [u8; 32]) {
        let event = self.event();
        (event.counter, &event.handler, self.digest.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::{Set, State};

    #[test]
    fn an_event_that_was_changed_is_not_read() {
        let keys = Keys::draw("ana").unwrap();
        let event = Event {
            case: Some([1; 16].into()),
            handler: "ana".into(),
            counter: 1,
            roster: 1,
            previous: None,
            day: Day::FIRST,
            change: Change::State(Set {
                from: State::New,
                to: State::Open,
            }),
        };
        let mut signed = SignedEvent::sign(event, &keys).unwrap();
        assert_eq!(signed.check(&keys.verifying_key()), Ok(()));
        let stranger = Keys::draw("ana").unwrap();
        assert_eq!(signed.check(&stranger.verifying_key()), Err(Forged));
        signed.event.counter = 2;
        assert_eq!(signed.check(&keys.verifying_key()), Err(Forged));
    }
}
