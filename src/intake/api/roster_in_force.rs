//! The roster in force, and the handlers' epoch cards: read at the start, replaced while the intake runs by what the root key
//! or a handler signed.

use crate::api::site::{Page, roster_pages};
use crate::storage::team::HeldCard;
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::epoch::Epoch;
use sotto::roster::{Card, CardError, Roster, RosterError};
use sotto::signed::{SignedText, VerifyingKey};
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// A roster that the root key signed.
#[derive(Clone)]
pub struct VerifiedRoster {
    pub roster: Roster,
    pub digest: [u8; 32],
    /// A signature, a line feed, the roster.
    signed: Vec<u8>,
}

/// A card that its handler signed.
#[derive(Clone)]
pub struct VerifiedCard {
    pub card: Card,
    /// The handler's index in the roster.
    pub handler: usize,
    /// A signature, a line feed, the card.
    pub signed: Vec<u8>,
}

/// What is served on one day: the roster, and the cards of its epoch.
pub struct InForce {
    pub roster: Roster,
    pub digest: [u8; 32],
    pub pages: HashMap<String, Page>,
    epoch: Epoch,
    /// The number of cards.
    recipients: usize,
    /// The number of cards before the last change, and the day of that change: a page that was loaded then still seals to
    /// them.
    former: Option<(usize, Day)>,
    today: Day,
}

/// The roster that both listeners go by, and the root key that signs the next.
pub struct RosterInForce {
    root: VerifyingKey,
    clock: fn() -> u64,
    state: Mutex<State>,
}

struct State {
    roster: VerifiedRoster,
    cards: BTreeMap<(usize, Epoch), VerifiedCard>,
    served: Arc<InForce>,
}

impl VerifiedRoster {
    /// Parses a signature, a line feed, and the roster.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the signature or with what it signs.
    pub fn read(signed: &[u8], root: &VerifyingKey) -> Result<Self, RosterError> {
        let text = SignedText::parse(signed).ok_or(RosterError::Signature)?;
        Ok(Self {
            roster: Roster::verify(text.text, &text.signature, root)?,
            digest: Sha256::digest(text.text).into(),
            signed: signed.to_vec(),
        })
    }

    /// Returns the index in this roster of each handler of `former`, by their index there; `None` for who left.
    pub fn places_of(&self, former: &Roster) -> Vec<Option<usize>> {
        let place = |one| self.roster.handlers.iter().position(|next| next == one);
        former.handlers.iter().map(place).collect()
    }
}

impl VerifiedCard {
    /// Parses a signature, a line feed, and the card of a handler of this roster.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the signature or with what it signs.
    pub fn read(signed: &[u8], roster: &Roster, root: &VerifyingKey) -> Result<Self, CardError> {
        let text = SignedText::parse(signed).ok_or(CardError::Malformed)?;
        let card = Card::verify(text, roster, root)?;
        let (handler, _) = roster.handler(&card.handler).ok_or(CardError::NotNamed)?;
        Ok(Self {
            card,
            handler,
            signed: signed.to_vec(),
        })
    }

    /// Returns what the writer needs to know of it. `ticket` is that of its slot, if it has one.
    pub fn held(&self, ticket: Option<Ticket>) -> HeldCard {
        HeldCard {
            handler: self.handler,
            epoch: self.card.epoch,
            ticket,
        }
    }
}

impl InForce {
    fn new(
        state: (&VerifiedRoster, &BTreeMap<(usize, Epoch), VerifiedCard>),
        today: Day,
        former: Option<(usize, Day)>,
    ) -> Self {
        let (roster, cards) = state;
        let epoch = Epoch::of(today);
        let of_today = cards.values().filter(|one| one.card.epoch == epoch);
        let of_today: Vec<_> = of_today
            .filter_map(|one| Some((SignedText::parse(&one.signed)?, &one.card)))
            .collect();
        let signed = SignedText::parse(&roster.signed);
        Self {
            roster: roster.roster.clone(),
            digest: roster.digest,
            pages: signed.map_or_else(HashMap::new, |signed| roster_pages(signed, &of_today)),
            epoch,
            recipients: of_today.len(),
            former,
            today,
        }
    }

    /// Returns whether a report may be sealed to so many: as many as have a card of today, or as had one before the last change.
    pub fn accepts(&self, recipients: usize) -> bool {
        let recent = |day: Day| self.today.since(day) <= 1;
        let former = self.former.filter(|(_, day)| recent(*day));
        recipients == self.recipients || former.is_some_and(|(count, _)| recipients == count)
    }

    /// Returns whether a letter may be sealed to so many: one more may be the writer's own.
    pub fn accepts_letter(&self, recipients: usize) -> bool {
        self.accepts(recipients) || self.accepts(recipients.saturating_sub(1))
    }
}

impl RosterInForce {
    pub fn new(
        root: VerifyingKey,
        roster: VerifiedRoster,
        cards: impl IntoIterator<Item = VerifiedCard>,
        clock: fn() -> u64,
    ) -> Self {
        let cards = cards
            .into_iter()
            .map(|one| ((one.handler, one.card.epoch), one));
        let cards = cards.collect();
        let served = Arc::new(InForce::new((&roster, &cards), day(clock), None));
        let state = Mutex::new(State {
            roster,
            cards,
            served,
        });
        Self { root, clock, state }
    }

    /// Returns what is served today.
    pub fn current(&self) -> Arc<InForce> {
        let mut state = self.state();
        if state.served.epoch != Epoch::of(day(self.clock)) || state.served.today != day(self.clock)
        {
            state.serve(day(self.clock));
        }
        Arc::clone(&state.served)
    }

    /// Parses a roster that may come next.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the signature or with what it signs.
    pub fn verify(&self, signed: &[u8]) -> Result<VerifiedRoster, RosterError> {
        VerifiedRoster::read(signed, &self.root)
    }

    /// Parses a card of a handler of the roster in force.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the signature or with what it signs.
    pub fn verify_card(&self, signed: &[u8]) -> Result<VerifiedCard, CardError> {
        VerifiedCard::read(signed, &self.current().roster, &self.root)
    }

    /// Puts a roster in force. The cards of handlers who stay, stay.
    pub fn replace(&self, next: VerifiedRoster) {
        let mut state = self.state();
        let cards = std::mem::take(&mut state.cards).into_values();
        let stay =
            cards.filter_map(|one| VerifiedCard::read(&one.signed, &next.roster, &self.root).ok());
        state.cards = stay
            .map(|one| ((one.handler, one.card.epoch), one))
            .collect();
        state.roster = next;
        state.serve(day(self.clock));
        // Whoever left is sealed to no more, at once: pages that were loaded before fetch the roster again.
        state.forget_former();
    }

    /// Serves a card, in the place of the handler's earlier one of that epoch.
    pub fn add_card(&self, card: VerifiedCard) {
        let mut state = self.state();
        state.cards.insert((card.handler, card.card.epoch), card);
        state.serve(day(self.clock));
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Builds anew what is served. Cards of past epochs go.
    fn serve(&mut self, today: Day) {
        self.cards
            .retain(|(_, epoch), _| *epoch >= Epoch::of(today));
        let former = &self.served;
        let mut served = InForce::new((&self.roster, &self.cards), today, former.former);
        if served.recipients != former.recipients {
            served.former = Some((former.recipients, today));
        }
        self.served = Arc::new(served);
    }

    fn forget_former(&mut self) {
        let today = self.served.today;
        self.served = Arc::new(InForce::new((&self.roster, &self.cards), today, None));
    }
}

fn day(clock: fn() -> u64) -> Day {
    Day::of_unix(clock()).unwrap_or(Day::FIRST)
}
