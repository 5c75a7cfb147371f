//! Whose desks must have something before the intake forgets it.

use crate::storage::entry::Entry;
use sotto::day::Day;
use sotto::epoch::Epoch;
use sotto::ticket::Ticket;

/// A handler's epoch card, as far as the writer needs to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldCard {
    /// The handler's index in the roster.
    pub handler: usize,
    pub epoch: Epoch,
    /// The ticket of its slot. `None` for one that the operator gave at the start.
    pub ticket: Option<Ticket>,
}

/// The handlers of the roster in force, by their indexes, and their cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// How many handlers must have something before it is erased, whoever else is away.
    pub keep_until: usize,
    pub cards: Vec<HeldCard>,
}

impl Team {
    /// Returns a bit for each handler who has a card of this day: whom a page of today seals to.
    pub fn present(&self, today: Day) -> u64 {
        let of_today = self
            .cards
            .iter()
            .filter(|card| card.epoch == Epoch::of(today));
        of_today.fold(0, |bits, card| bits | bit(card.handler))
    }

    /// Returns whether this may be erased: everybody has it who can open it and is not away, and no fewer than
    /// [`Team::keep_until`] handlers.
    pub fn is_done(&self, entry: &Entry, today: Day) -> bool {
        let waited_for = entry.able & self.present(today) & !entry.confirmed;
        let wanted = self.keep_until.min(entry.able.count_ones() as usize).max(1);
        waited_for == 0 && entry.confirmed.count_ones() as usize >= wanted
    }

    /// Returns the bits under the next roster. `places` has each handler's index there, or `None` for one who left.
    pub fn moved(bits: u64, places: &[Option<usize>]) -> u64 {
        if bits == u64::MAX {
            return bits;
        }
        let there = places.iter().enumerate();
        let there = there.filter(|(place, _)| bits & bit(*place) != 0);
        there
            .filter_map(|(_, next)| *next)
            .fold(0, |bits, next| bits | bit(next))
    }
}

/// Returns the bit of a handler.
pub fn bit(handler: usize) -> u64 {
    let shift = u32::try_from(handler).unwrap_or(u32::MAX);
    1u64.checked_shl(shift).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::entry::free_entry;
    use crate::storage::slots::rng;
    use proptest::prelude::*;

    fn team(keep_until: usize, handlers: &[usize]) -> Team {
        let epoch = Epoch::of(Day::FIRST);
        let held = |handler: &usize| HeldCard {
            handler: *handler,
            epoch,
            ticket: None,
        };
        Team {
            keep_until,
            cards: handlers.iter().map(held).collect(),
        }
    }

    fn entry(able: u64, confirmed: u64) -> Entry {
        Entry {
            able,
            confirmed,
            ..free_entry(&mut rng().unwrap())
        }
    }

    #[test]
    fn what_all_have_who_can_open_it_and_are_here_is_done() {
        let done = |able, confirmed| team(2, &[0, 1]).is_done(&entry(able, confirmed), Day::FIRST);
        assert!(done(0b011, 0b011));
        assert!(!done(0b011, 0b001) && !done(0b011, 0));
        assert!(done(0b111, 0b011), "the third is away");
        assert!(!done(0b101, 0b001), "the third is away, and one is too few");
        assert!(
            done(0b101, 0b011),
            "a colleague sealed it again to the second"
        );
        assert!(!done(0, 0), "nobody has it");
    }

    #[test]
    fn who_has_no_card_of_today_is_not_waited_for() {
        let (here, later) = (team(1, &[0, 1]), Epoch::of(Day::FIRST).next().first());
        assert!(!here.is_done(&entry(0b11, 0b01), Day::FIRST));
        assert!(here.is_done(&entry(0b11, 0b01), later), "both have lapsed");
    }

    proptest! {
        #[test]
        fn nothing_is_done_that_fewer_have_than_must(able: u64, confirmed: u64, keep_until in 1usize..64, here: u8) {
            let here: Vec<usize> = (0..8).filter(|n| here >> n & 1 == 1).collect();
            let done = team(keep_until, &here).is_done(&entry(able, confirmed), Day::FIRST);
            let have = confirmed.count_ones() as usize;
            prop_assert!(!done || have >= 1 && have >= keep_until.min(able.count_ones() as usize));
        }

        #[test]
        fn a_roster_that_moves_places_keeps_each_bit_with_its_handler(bits: u64, by in 0usize..8) {
            let places: Vec<_> = (0..64).map(|n: usize| n.checked_sub(by)).collect();
            let moved = Team::moved(bits, &places);
            prop_assert!(bits == u64::MAX || moved == bits >> by);
        }
    }
}
