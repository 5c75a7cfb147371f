//! What the intake has served: rosters and epoch cards, by their digests, with the day on which this desk first saw each.
//!
//! A report names the digests of what it was sealed to. So a desk notices when an intake left somebody out, or showed a
//! reporter an old roster.

use crate::report::content::SealedTo;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::epoch::Epoch;
use sotto::hex::Hex;
use sotto::roster::{Card, Roster};
use std::collections::BTreeMap;

/// How many days a page may have been open, or a report held back, before what it was sealed to is compared with what was
/// served meanwhile.
const GRACE: u16 = 2;
/// How many epochs back cards are remembered.
const EPOCHS: u16 = 4;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct SeenCard {
    handler: String,
    epoch: Epoch,
    day: Day,
}

/// What was served.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Seen {
    /// The serial number of each roster, and the day on which it was first seen.
    rosters: BTreeMap<Hex<32>, (u64, Day)>,
    cards: BTreeMap<Hex<32>, SeenCard>,
}

impl Seen {
    /// Adds what is served today. `roster` and `cards` come with the texts that were signed. Old cards are dropped.
    pub fn add(&mut self, today: Day, (roster, text): (&Roster, &[u8]), cards: &[(&Card, &[u8])]) {
        let entry = self.rosters.entry(digest(text));
        entry.or_insert((roster.serial, today));
        for (card, text) in cards {
            let seen = SeenCard {
                handler: card.handler.clone(),
                epoch: card.epoch,
                day: today,
            };
            self.cards.entry(digest(text)).or_insert(seen);
        }
        let oldest = Epoch::of(today).number().saturating_sub(EPOCHS);
        self.cards.retain(|_, seen| seen.epoch.number() >= oldest);
    }

    /// Returns the handlers to whom a report was sealed, as far as this desk saw their cards.
    pub fn handlers(&self, to: &SealedTo) -> Vec<&str> {
        let seen = to.cards.iter().filter_map(|card| self.cards.get(card));
        seen.map(|seen| seen.handler.as_str()).collect()
    }

    /// Returns the serial number of the roster that a report was sealed under, if this desk has seen it.
    pub fn serial(&self, to: &SealedTo) -> Option<u64> {
        self.rosters.get(&to.roster).map(|(serial, _)| *serial)
    }

    /// Returns the handlers of the roster in force to whom a report was not sealed, though their cards of that epoch had been
    /// served for [`GRACE`] days.
    pub fn left_out(&self, to: &SealedTo, roster: &Roster, today: Day) -> Vec<String> {
        let sealed = to.cards.iter().filter_map(|card| self.cards.get(card));
        let Some(epoch) = sealed.map(|seen| seen.epoch).max() else {
            return Vec::new();
        };
        let known = self.handlers(to);
        let served = |handler: &str| {
            let mut cards = self.cards.values();
            cards.any(|seen| {
                seen.handler == handler && seen.epoch == epoch && today.since(seen.day) >= GRACE
            })
        };
        let ids = roster.handlers.iter().map(|handler| handler.id.as_str());
        let out = ids.filter(|id| !known.contains(id) && served(id));
        out.map(str::to_owned).collect()
    }

    /// Returns the serial number of the roster that a report was sealed under, if a newer one had been served for [`GRACE`] days.
    pub fn outdated(&self, to: &SealedTo, today: Day) -> Option<u64> {
        let serial = self.serial(to)?;
        let newer = |(other, day): &&(u64, Day)| *other > serial && today.since(*day) >= GRACE;
        self.rosters.values().find(newer).map(|_| serial)
    }
}

fn digest(text: &[u8]) -> Hex<32> {
    Hex(Sha256::digest(text).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::keys::Keys;
    use crate::session::epoch_key::EpochKey;
    use sotto::roster::{FORMAT, Handler};

    fn roster(serial: u64, handlers: &[&Keys]) -> Roster {
        let handler = |keys: &&Keys| Handler {
            id: keys.id.clone(),
            verifying_key: keys.verifying_key(),
        };
        Roster {
            format: FORMAT.into(),
            demo: false,
            organisation: "Test".into(),
            serial,
            not_before: Day::FIRST,
            not_after: Day::FIRST,
            handlers: handlers.iter().map(handler).collect(),
            least: 2,
            keep_until: 2,
            coordinators: vec![],
        }
    }

    #[test]
    fn who_was_left_out_and_which_roster_was_old_shows_once_it_was_served_long_enough() {
        let keys = ["ana", "bo", "ce"].map(|id| Keys::draw(id).unwrap());
        let [ana, bo, ce] = &keys;
        let day = Day::FIRST.plus(30);
        let card = |keys: &Keys| {
            EpochKey::draw(Epoch::of(day))
                .unwrap()
                .card(keys, &ana.verifying_key())
                .unwrap()
                .0
        };
        let cards = [card(ana), card(bo), card(ce)];
        let texts: [&[u8]; 3] = [b"card of ana", b"card of bo", b"card of ce"];
        let served: Vec<_> = cards.iter().zip(texts).collect();
        let (old, new) = (roster(1, &[ana, bo]), roster(2, &[ana, bo, ce]));
        let mut seen = Seen::default();
        seen.add(day, (&old, b"roster 1"), &served[..2]);
        seen.add(day.plus(1), (&new, b"roster 2"), &served);
        let to = |roster: &[u8], cards: &[&[u8]]| SealedTo {
            roster: digest(roster),
            cards: cards.iter().map(|text| digest(text)).collect(),
        };
        let without_ce = to(b"roster 1", &texts[..2]);
        assert_eq!(
            seen.left_out(&without_ce, &new, day.plus(2)),
            [""; 0],
            "a page may have been open"
        );
        assert_eq!(seen.left_out(&without_ce, &new, day.plus(3)), ["ce"]);
        assert_eq!(seen.outdated(&without_ce, day.plus(2)), None);
        assert_eq!(seen.outdated(&without_ce, day.plus(3)), Some(1));
        let whole = to(b"roster 2", &texts);
        assert!(
            seen.left_out(&whole, &new, day.plus(9)).is_empty()
                && seen.outdated(&whole, day.plus(9)).is_none()
        );
        let unknown = to(b"another", &[b"another"]);
        assert!(
            seen.left_out(&unknown, &new, day.plus(9)).is_empty(),
            "nothing is known of it"
        );
        assert_eq!(seen.handlers(&without_ce), ["ana", "bo"]);
    }
}
