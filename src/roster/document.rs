//! The roster itself, and how it is believed.

use super::keyholder::Keyholder;
use super::names::is_id;
use crate::day::Day;
use crate::sealed::MOST_RECIPIENTS;
use crate::signed::{Purpose, Signature, SignedText, VerifyingKey, from_canonical};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The value of [`Roster::format`].
pub const FORMAT: &str = "sotto/1 roster";

/// The most coordinators that a roster may name.
const MOST_COORDINATORS: usize = 8;

/// Who may open reports, and from when to when this is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// Always [`FORMAT`].
    pub format: String,
    /// True for a demonstration, which is marked as one wherever it shows.
    pub demo: bool,
    /// The organisation's name, as reporters know it.
    pub organisation: String,
    /// Grows with each roster; a lower one than last seen is refused.
    pub serial: u64,
    /// The first day on which it holds.
    pub not_before: Day,
    /// The last day on which it holds.
    pub not_after: Day,
    /// Everyone who opens reports.
    pub handlers: Vec<Keyholder>,
    /// Those who publish numbers, if any: the organisation's own, and those of releases made together with others.
    pub coordinators: Vec<Keyholder>,
}

/// The reason for which a roster is refused, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// It was not signed by this root key.
    #[error("the roster is not signed by this root key; sign it with `sotto-desk roster sign`")]
    Signature,
    /// It is not a roster, or not in canonical form.
    #[error(
        "this is not a roster, or it has a key that is not post-quantum hybrid; write it with `sotto-desk roster sign`"
    )]
    Malformed,
    /// Its first day is yet to come.
    #[error("the roster is not valid yet; check its first day and the clock")]
    NotYet,
    /// Its last day is past.
    #[error("the roster has expired; sign a new one with a later last day")]
    Expired,
    /// It names nobody to seal to, or too many.
    #[error(
        "the roster must name 1 to 64 handlers, each id and key once, and at most 8 coordinators"
    )]
    People,
    /// A newer one was seen before.
    #[error("the roster is older than the one in use; a serial number never goes back")]
    OlderSerial,
}

impl Roster {
    /// Reads a roster that `root` signed. Whether it holds on a day is another question: see [`Roster::holds_on`].
    ///
    /// # Errors
    ///
    /// `Signature`, `Malformed` or `People` of [`RosterError`].
    pub fn verify(
        bytes: &[u8],
        signature: &Signature,
        root: &VerifyingKey,
    ) -> Result<Self, RosterError> {
        root.verify(Purpose::Roster, bytes, signature)
            .map_err(|_| RosterError::Signature)?;
        let roster: Self = from_canonical(bytes).ok_or(RosterError::Malformed)?;
        if roster.format != FORMAT || roster.not_before > roster.not_after {
            return Err(RosterError::Malformed);
        }
        roster
            .has_sound_people()
            .then_some(roster)
            .ok_or(RosterError::People)
    }

    /// Reads a [`SignedText`] of a roster that `root` signed, such as `roster.signed`.
    pub fn verify_signed<T: AsRef<[u8]> + ?Sized>(
        signed: &T,
        root: &VerifyingKey,
    ) -> Result<Self, RosterError> {
        let signed = SignedText::parse(signed).ok_or(RosterError::Signature)?;
        Self::verify(signed.text, &signed.signature, root)
    }

    /// Checks that it may be used on `today`, by someone who has seen serials up to `seen`.
    ///
    /// # Errors
    ///
    /// `OlderSerial`, `NotYet` or `Expired` of [`RosterError`].
    pub fn holds_on(&self, today: Day, seen: u64) -> Result<(), RosterError> {
        if self.serial < seen {
            return Err(RosterError::OlderSerial);
        }
        if today < self.not_before {
            return Err(RosterError::NotYet);
        }
        if today > self.not_after {
            return Err(RosterError::Expired);
        }
        Ok(())
    }

    /// Returns the handler of this id and their index in the roster.
    pub fn handler(&self, id: &str) -> Option<(usize, &Keyholder)> {
        self.handlers
            .iter()
            .enumerate()
            .find(|(_, handler)| handler.id == id)
    }

    fn has_sound_people(&self) -> bool {
        let people = || self.handlers.iter().chain(&self.coordinators);
        let ids: BTreeSet<_> = people().map(|person| &person.id).collect();
        let recipients: BTreeSet<_> = people().map(|person| &person.recipient).collect();
        let keys: BTreeSet<_> = people()
            .map(|person| person.verifying_key.to_string())
            .collect();
        let count = people().count();
        (1..=MOST_RECIPIENTS).contains(&self.handlers.len())
            && self.coordinators.len() <= MOST_COORDINATORS
            && [ids.len(), recipients.len(), keys.len()] == [count; 3]
            && people().all(|person| is_id(&person.id))
    }
}
