//! Who may have a slot when slots grow scarce. There is no quota while there is room, and nobody is ever shut out
//! for what others did: what is left is shared out among the circuits that ask, and one that has had nothing yet
//! gets something as long as there is anything.
//!
//! Circuits are remembered in memory alone, and only while slots are scarce.

use crate::limits::circuit::Circuit;
use crate::size::Size;
use crate::storage::kind::SlotKind;
use std::collections::HashMap;

/// More circuits than this are not told apart for long.
const REMEMBERED: usize = 1 << 16;
/// A circuit that has brought so many reports or letters brings a burst.
const A_FEW: u32 = 3;

/// What each circuit had.
#[derive(Default)]
pub struct Shares {
    /// Of each size, since it became scarce.
    taken: HashMap<Size, HashMap<Circuit, usize>>,
    /// Reports and letters, since yesterday.
    brought: HashMap<Circuit, u32>,
}

impl Shares {
    /// Whether there is a slot for this: `free` of `all` slots of the size are.
    pub fn grant(
        &mut self,
        kind: SlotKind,
        size: Size,
        from: Circuit,
        (free, all): (usize, usize),
    ) -> bool {
        let used = all - free;
        if used * 10 < all * 7 {
            self.taken.remove(&size);
            return true;
        }
        // The last tenth of the largest size is for words, not for files; that of the smallest for the handlers' replies.
        if (kind == SlotKind::Piece || size == Size::K4) && used * 10 >= all * 9 {
            return false;
        }
        let taken = self.taken.entry(size).or_default();
        if taken.len() > REMEMBERED {
            taken.clear();
        }
        let others = taken.keys().filter(|circuit| **circuit != from).count();
        let had = taken.entry(from).or_default();
        let granted = *had < (free / (others + 1)).max(1);
        *had += usize::from(granted);
        granted
    }

    /// Counts a report or letter; whether it is one of many that came the same way. Known of circuits alone: what shares
    /// a mere connection may come from many people, through whatever stands in front.
    pub fn is_burst(&mut self, from: Circuit) -> bool {
        if matches!(from, Circuit::Alone(_)) {
            return false;
        }
        if self.brought.len() > REMEMBERED {
            self.brought.clear();
        }
        let brought = self.brought.entry(from).or_default();
        *brought = brought.saturating_add(1);
        *brought > A_FEW
    }

    /// A new day.
    pub fn forget(&mut self) {
        self.brought.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks once, and takes what is granted from `free`.
    fn ask(shares: &mut Shares, circuit: u32, free: &mut usize) -> bool {
        let granted = shares.grant(
            SlotKind::Report,
            Size::K16,
            Circuit::Tor(circuit),
            (*free, 1000),
        );
        *free -= usize::from(granted && *free > 0);
        granted
    }

    #[test]
    fn while_there_is_room_nobody_is_counted() {
        let (mut shares, mut free) = (Shares::default(), 1000);
        assert!((0..700).all(|_| ask(&mut shares, 1, &mut free)));
        assert_eq!(free, 300);
    }

    #[test]
    fn a_flood_from_a_hundred_circuits_leaves_room_for_every_newcomer() {
        let (mut shares, mut free) = (Shares::default(), 300);
        for _ in 0..100 {
            for circuit in 1..=100 {
                ask(&mut shares, circuit, &mut free);
            }
        }
        assert!((150..250).contains(&free), "{free}");
        let before = free;
        assert!(
            (1000..1040).all(|circuit| ask(&mut shares, circuit, &mut free)),
            "a newcomer is never refused"
        );
        assert_eq!(free, before - 40);
        assert!(!ask(&mut shares, 1, &mut free), "the flood still is");
    }

    #[test]
    fn one_circuit_alone_takes_half_of_what_is_left_at_most_and_all_is_forgotten_when_there_is_room_again()
     {
        let (mut shares, mut free) = (Shares::default(), 300);
        for _ in 0..1000 {
            ask(&mut shares, 1, &mut free);
        }
        assert_eq!(free, 150);
        free = 400;
        assert!(ask(&mut shares, 1, &mut free));
        free = 300;
        assert!(ask(&mut shares, 1, &mut free));
    }

    #[test]
    fn the_last_tenth_is_for_words_and_of_the_smallest_size_for_replies() {
        let mut shares = Shares::default();
        let letter = |shares: &mut Shares, free| {
            shares.grant(SlotKind::Letter, Size::K4, Circuit::Tor(1), (free, 100))
        };
        assert!(letter(&mut shares, 11) && !letter(&mut shares, 10));
        let mut grant = |kind, free| shares.grant(kind, Size::M1, Circuit::Tor(1), (free, 100));
        assert_eq!(
            [
                grant(SlotKind::Piece, 11),
                grant(SlotKind::Piece, 10),
                grant(SlotKind::Report, 10)
            ],
            [true, false, true]
        );
    }

    #[test]
    fn many_on_one_circuit_are_a_burst_and_a_few_are_not() {
        let mut shares = Shares::default();
        let mut burst = |circuit| shares.is_burst(Circuit::Tor(circuit));
        assert_eq!(
            [1, 1, 1, 1, 1, 2].map(&mut burst),
            [false, false, false, true, true, false]
        );
        shares.forget();
        assert!(!shares.is_burst(Circuit::Tor(1)));
    }
}
