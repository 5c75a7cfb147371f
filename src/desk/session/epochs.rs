//! This handler's keys of the last, the present and the next epoch, and the cards of the team.
//!
//! A key is destroyed when its epoch is over and what was sealed to it has come: from then on nobody opens what somebody recorded
//! at the intake, whatever they hold.

use crate::keyring::hybrid::HybridIdentity;
use crate::session::epoch_key::EpochKey;
use crate::session::error::SessionError;
use crate::session::seen::Seen;
use crate::store::Store;
use serde::{Deserialize, Serialize};
use sotto::day::Day;
use sotto::epoch::Epoch;
use sotto::hex::Hex;
use sotto::roster::{Card, Roster, RosterAndCards};
use sotto::signed::{SignedText, VerifyingKey};
use std::collections::BTreeMap;

/// How long before an epoch its card is put down at the intake, in days.
const AHEAD: u16 = 7;
/// How long after an epoch its key is kept for what may still come, in days.
const KEPT: u16 = 21;
/// How long after an epoch its key is kept at most, in days.
const KEPT_AT_MOST: u16 = 49;

/// The name under which the keys are remembered.
const KEYS: &str = "epoch keys";
/// The name under which the team's cards of today are remembered.
const CARDS: &str = "epoch cards";
/// The name under which it is remembered what the intake has served.
const SEEN: &str = "served";

/// A key, as it is remembered.
#[derive(Serialize, Deserialize)]
struct Written {
    epoch: Epoch,
    seed: Hex<32>,
}

/// The keys of this handler by epoch, and the cards of the team by handler.
#[derive(Default)]
pub struct Epochs {
    keys: BTreeMap<Epoch, EpochKey>,
    cards: BTreeMap<String, Card>,
    /// What the intake has served, of late.
    pub seen: Seen,
}

impl Epochs {
    /// Returns the private keys, the newest first.
    pub fn identities(&self) -> Vec<&HybridIdentity> {
        self.keys.values().rev().map(EpochKey::identity).collect()
    }

    /// Returns a handler's card of this day; `None` if the handler is away.
    pub fn card(&self, handler: &str, today: Day) -> Option<&Card> {
        let card = self.cards.get(handler);
        card.filter(|card| card.epoch == Epoch::of(today))
    }
}

impl Epochs {
    /// Reads what is remembered. `root` and `roster` vouch for the cards.
    pub fn read(
        store: &Store,
        vouching: Option<(&Roster, &VerifyingKey)>,
    ) -> Result<Self, SessionError> {
        let written: Option<Vec<Written>> = store.recall(KEYS).map_err(SessionError::Store)?;
        let written = written.unwrap_or_default();
        let key = |one: &Written| (one.epoch, EpochKey::from_seed(one.epoch, one.seed.0));
        let signed: Option<Vec<String>> = store.recall(CARDS).map_err(SessionError::Store)?;
        let signed = signed.unwrap_or_default();
        let texts = signed.iter().filter_map(SignedText::parse);
        Ok(Self {
            keys: written.iter().map(key).collect(),
            cards: vouching.map_or_else(BTreeMap::new, |(roster, root)| {
                verified(texts, roster, root)
            }),
            seen: store
                .recall(SEEN)
                .map_err(SessionError::Store)?
                .unwrap_or_default(),
        })
    }

    /// Remembers the cards that the intake serves today, as far as their handlers signed them for this epoch: one of each handler,
    /// and nothing else, however much is served.
    ///
    /// # Errors
    ///
    /// [`SessionError::Store`] if they cannot be remembered.
    pub fn take_cards(
        &mut self,
        store: &Store,
        today: Day,
        served: &RosterAndCards<'_>,
        roster: &Roster,
        root: &VerifyingKey,
    ) -> Result<(), SessionError> {
        let mut sound: BTreeMap<String, (Card, SignedText<'_>)> = BTreeMap::new();
        for signed in &served.cards {
            let card = Card::verify(*signed, roster, root).ok();
            if let Some(card) = card.filter(|card| card.epoch == Epoch::of(today)) {
                let handler = card.handler.clone();
                sound.entry(handler).or_insert((card, *signed));
            }
        }
        let texts = sound.values().map(|(card, signed)| (card, signed.text));
        let texts: Vec<_> = texts.collect();
        self.seen.add(today, (roster, served.roster.text), &texts);
        store
            .remember(SEEN, &self.seen)
            .map_err(SessionError::Store)?;
        let written = sound.values().map(|(_, signed)| signed.to_bytes());
        let written = written.filter_map(|bytes| String::from_utf8(bytes).ok());
        let written: Vec<String> = written.collect();
        self.cards = sound
            .into_iter()
            .map(|(handler, (card, _))| (handler, card))
            .collect();
        store.remember(CARDS, &written).map_err(SessionError::Store)
    }

    /// Returns this handler's signed cards that the intake must have: that of this epoch, unless it serves it, and near its
    /// end that of the next. Keys that are missing are drawn and remembered first.
    ///
    /// # Errors
    ///
    /// [`SessionError::Store`] if a key cannot be remembered; then no card is returned.
    pub fn cards_to_put(
        &mut self,
        store: &Store,
        today: Day,
        root: &VerifyingKey,
    ) -> Result<Vec<Vec<u8>>, SessionError> {
        let this = Epoch::of(today);
        let next = this.next();
        let is_near = next.first().since(today) <= AHEAD;
        let mut to_put = Vec::new();
        for epoch in [Some(this), is_near.then_some(next)].into_iter().flatten() {
            self.draw(store, epoch)?;
            let card = self
                .keys
                .get(&epoch)
                .and_then(|key| key.card(store.keys(), root));
            let (card, signed) = card.ok_or(SessionError::NoCard)?;
            if self.cards.get(&card.handler) != Some(&card) {
                to_put.push(signed);
            }
            if epoch == this {
                self.cards.insert(card.handler.clone(), card);
            }
        }
        Ok(to_put)
    }

    fn draw(&mut self, store: &Store, epoch: Epoch) -> Result<(), SessionError> {
        if self.keys.contains_key(&epoch) {
            return Ok(());
        }
        let key = EpochKey::draw(epoch).map_err(SessionError::Random)?;
        self.keys.insert(epoch, key);
        self.remember(store)
    }

    fn remember(&self, store: &Store) -> Result<(), SessionError> {
        let write = |key: &EpochKey| Written {
            epoch: key.epoch,
            seed: key.seed(),
        };
        let written: Vec<_> = self.keys.values().map(write).collect();
        store.remember(KEYS, &written).map_err(SessionError::Store)
    }

    /// Drops the keys of epochs that are over by this rule, from memory and from the database. Returns whether there were any:
    /// then the journal is to be cleaned.
    ///
    /// # Errors
    ///
    /// [`SessionError::Store`] if the database cannot be written.
    pub fn drop_keys(
        &mut self,
        store: &Store,
        is_over: impl Fn(Epoch) -> bool,
    ) -> Result<bool, SessionError> {
        let before = self.keys.len();
        self.keys.retain(|epoch, _| !is_over(*epoch));
        if self.keys.len() == before {
            return Ok(false);
        }
        self.remember(store)?;
        Ok(true)
    }
}

/// Returns the last day on which an epoch's key is kept. `all_came` says that nothing that was sealed to it waits at the intake.
pub fn kept_until(epoch: Epoch, all_came: bool) -> Day {
    epoch
        .last()
        .plus(if all_came { KEPT } else { KEPT_AT_MOST })
}

fn verified<'a>(
    signed: impl IntoIterator<Item = SignedText<'a>>,
    roster: &Roster,
    root: &VerifyingKey,
) -> BTreeMap<String, Card> {
    let cards = signed
        .into_iter()
        .filter_map(|one| Card::verify(one, roster, root).ok());
    cards.map(|card| (card.handler.clone(), card)).collect()
}
