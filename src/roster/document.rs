//! The roster itself, and how it is believed.

use super::handler::Handler;
use super::keyholder::Keyholder;
use super::names::is_id;
use crate::day::Day;
use crate::sealed::MOST_RECIPIENTS;
use crate::signed::{Purpose, Signature, SignedText, VerifyingKey, from_canonical};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The value of [`Roster::format`].
pub const FORMAT: &str = "sotto/2 roster";

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
    pub handlers: Vec<Handler>,
    /// How many handlers' cards a page must have before it seals: one alone could read everything and tell nobody.
    pub least: usize,
    /// How many handlers must have a report before the intake forgets it, whoever else is away.
    pub keep_until: usize,
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
        "this is not a roster that this version reads, or it has a key that is not post-quantum hybrid; write it with `sotto-desk roster sign`"
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
    /// It asks for fewer cards or confirmations than are safe, or for more than there are handlers.
    #[error(
        "the roster must ask for 2 cards or more (1 if it has one handler) and 1 confirmation or more, and for no more than it has handlers"
    )]
    Least,
    /// A newer one was seen before.
    #[error("the roster is older than the one in use; a serial number never goes back")]
    OlderSerial,
}

impl Roster {
    /// Reads a roster that `root` signed. Whether it holds on a day is another question: see [`Roster::holds_on`].
    ///
    /// # Errors
    ///
    /// `Signature`, `Malformed`, `People` or `Least` of [`RosterError`].
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
        if !roster.has_sound_people() {
            return Err(RosterError::People);
        }
        roster
            .has_sound_numbers()
            .then_some(roster)
            .ok_or(RosterError::Least)
    }

    /// Reads a [`SignedText`] of a roster that `root` signed, such as `roster.signed`, whose first two lines it is: the
    /// epoch cards behind it are not looked at.
    ///
    /// # Errors
    ///
    /// As [`Roster::verify`].
    pub fn verify_signed<T: AsRef<[u8]> + ?Sized>(
        signed: &T,
        root: &VerifyingKey,
    ) -> Result<Self, RosterError> {
        let signed = SignedText::parse(signed).ok_or(RosterError::Signature)?;
        let text = signed.text.split(|byte| *byte == b'\n').next();
        Self::verify(text.unwrap_or_default(), &signed.signature, root)
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
    pub fn handler(&self, id: &str) -> Option<(usize, &Handler)> {
        self.handlers
            .iter()
            .enumerate()
            .find(|(_, handler)| handler.id == id)
    }

    fn has_sound_people(&self) -> bool {
        let handlers = self.handlers.iter().map(|one| (&one.id, one.verifying_key));
        let coordinators = self
            .coordinators
            .iter()
            .map(|one| (&one.id, one.verifying_key));
        let (ids, keys): (Vec<_>, Vec<_>) = handlers.chain(coordinators).unzip();
        let recipients = self.coordinators.iter().map(|one| &one.recipient);
        (1..=MOST_RECIPIENTS).contains(&self.handlers.len())
            && self.coordinators.len() <= MOST_COORDINATORS
            && all_differ(keys.iter().map(ToString::to_string))
            && all_differ(recipients)
            && ids.iter().all(|id| is_id(id))
            && all_differ(ids)
    }

    fn has_sound_numbers(&self) -> bool {
        let handlers = self.handlers.len();
        (handlers.min(2)..=handlers).contains(&self.least)
            && (1..=handlers).contains(&self.keep_until)
    }
}

fn all_differ<T: Ord>(items: impl IntoIterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    items.into_iter().all(|item| seen.insert(item))
}
