//! Epoch cards: the key to which a handler wants to be sealed in one epoch, signed by the handler.

use super::document::Roster;
use super::recipient::HybridRecipient;
use crate::epoch::Epoch;
use crate::signed::{Purpose, SignedText, VerifyingKey, from_canonical};
use serde::{Deserialize, Serialize};

/// The value of [`Card::format`].
pub const CARD_FORMAT: &str = "sotto/2 card";

/// A handler's key for one epoch. The next epoch has another, and this one's private half is destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Always [`CARD_FORMAT`].
    pub format: String,
    /// The organisation's root key: a card is of use nowhere else.
    pub root: VerifyingKey,
    /// The handler's id in the roster.
    pub handler: String,
    /// The epoch in which reports may be sealed to it.
    pub epoch: Epoch,
    /// The key that reports are sealed to.
    pub recipient: HybridRecipient,
}

/// The reason for which a card is refused, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// It is not a card of this organisation, or not in canonical form.
    #[error(
        "this is no epoch card of this organisation; the handler's desk writes one with its next pull"
    )]
    Malformed,
    /// The roster does not name its handler.
    #[error("the roster does not name the handler of this epoch card")]
    NotNamed,
    /// The handler did not sign it.
    #[error("the handler did not sign this epoch card")]
    Signature,
}

impl Card {
    /// Reads a card that a handler of this roster signed.
    ///
    /// # Errors
    ///
    /// [`CardError`] says in which way it is none.
    pub fn verify(
        signed: SignedText<'_>,
        roster: &Roster,
        root: &VerifyingKey,
    ) -> Result<Self, CardError> {
        let card: Self = from_canonical(signed.text).ok_or(CardError::Malformed)?;
        if card.format != CARD_FORMAT || card.root != *root {
            return Err(CardError::Malformed);
        }
        let (_, handler) = roster.handler(&card.handler).ok_or(CardError::NotNamed)?;
        let key = handler.verifying_key;
        key.verify(Purpose::Card, signed.text, &signed.signature)
            .map_err(|_| CardError::Signature)?;
        Ok(card)
    }
}

/// A roster, and the epoch cards that the intake serves with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterAndCards<'a> {
    /// The roster, signed by the root key.
    pub roster: SignedText<'a>,
    /// The cards, each signed by its handler, in the order in which they are served.
    pub cards: Vec<SignedText<'a>>,
}

impl<'a> RosterAndCards<'a> {
    /// Splits what `GET /roster.signed` answers: a signature and a text on a line each, the roster's first, then a card's.
    /// Returns `None` if a line is missing or a signature is none. Nothing is verified yet.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut signed = Self::split(bytes)?.into_iter();
        Some(Self {
            roster: signed.next()?,
            cards: signed.collect(),
        })
    }

    /// Splits signatures and texts on a line each. Returns nothing for no bytes, `None` if a line is missing or a signature is
    /// none.
    pub fn split(bytes: &'a [u8]) -> Option<Vec<SignedText<'a>>> {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        if bytes.is_empty() {
            return Some(Vec::new());
        }
        let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        let (pairs, []) = lines.as_chunks::<2>() else {
            return None;
        };
        let signed = pairs.iter().map(|[line, text]| SignedText::of(line, text));
        signed.collect()
    }

    /// Returns the bytes that [`RosterAndCards::parse`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        let all = std::iter::once(&self.roster).chain(&self.cards);
        let lines: Vec<Vec<u8>> = all.map(SignedText::to_bytes).collect();
        lines.join(&b'\n')
    }
}
