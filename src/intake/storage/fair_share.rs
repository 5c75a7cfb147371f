//! Who may have a slot when slots are scarce. There is no quota while there is room, and nobody is ever shut out
//! for what others did: what is left is shared out among the circuits that ask, and a circuit that has had nothing yet
//! gets a slot as long as there is one.
//!
//! Circuits are remembered in memory alone, and only while slots are scarce.

use crate::limits::circuit::Circuit;
use crate::size::Size;
use crate::storage::kind::SlotKind;
use std::collections::HashMap;

/// How many circuits are remembered. With more of them, all are forgotten and counted anew.
const REMEMBERED: usize = 1 << 16;
/// How many reports or letters of one circuit are not yet a burst.
const A_FEW: u32 = 3;

/// What each circuit has had.
#[derive(Default)]
pub struct FairShare {
    /// Slots of each size, since it became scarce.
    taken: HashMap<Size, HashMap<Circuit, usize>>,
    /// Reports and letters, since yesterday.
    brought: HashMap<Circuit, u32>,
}

impl FairShare {
    /// Returns whether `circuit` may have a slot of this size, of which `free` of `all` are left, and counts it.
    pub fn grant(
        &mut self,
        kind: SlotKind,
        size: Size,
        circuit: Circuit,
        (free, all): (usize, usize),
    ) -> bool {
        let used = all - free;
        if used * 10 < all * 7 {
            self.taken.remove(&size);
            return true;
        }
        // The last tenth of the largest size is for reports, not for files; that of the smallest for replies.
        if (kind == SlotKind::Piece || size == Size::K4) && used * 10 >= all * 9 {
            return false;
        }
        let taken = self.taken.entry(size).or_default();
        if taken.len() > REMEMBERED {
            taken.clear();
        }
        let others = taken.keys().filter(|other| **other != circuit).count();
        let had = taken.entry(circuit).or_default();
        let granted = *had < (free / (others + 1)).max(1);
        *had += usize::from(granted);
        granted
    }

    /// Counts a report or letter. Returns whether it is one of many on the same circuit. Never so without circuits: one
    /// connection may carry many people, through whatever stands in front of the intake.
    pub fn is_burst(&mut self, circuit: Circuit) -> bool {
        if matches!(circuit, Circuit::Alone(_)) {
            return false;
        }
        if self.brought.len() > REMEMBERED {
            self.brought.clear();
        }
        let brought = self.brought.entry(circuit).or_default();
        *brought = brought.saturating_add(1);
        *brought > A_FEW
    }

    /// Forgets what each circuit brought: a new day begins.
    pub fn forget(&mut self) {
        self.brought.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks once, and takes what is granted from `free`.
    fn ask(fair_share: &mut FairShare, circuit: u32, free: &mut usize) -> bool {
        let granted = fair_share.grant(
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
        let (mut fair_share, mut free) = (FairShare::default(), 1000);
        assert!((0..700).all(|_| ask(&mut fair_share, 1, &mut free)));
        assert_eq!(free, 300);
    }

    #[test]
    fn a_flood_from_a_hundred_circuits_leaves_room_for_every_newcomer() {
        let (mut fair_share, mut free) = (FairShare::default(), 300);
        for _ in 0..100 {
            for circuit in 1..=100 {
                ask(&mut fair_share, circuit, &mut free);
            }
        }
        assert!((150..250).contains(&free), "{free}");
        let before = free;
        assert!(
            (1000..1040).all(|circuit| ask(&mut fair_share, circuit, &mut free)),
            "a newcomer is never refused"
        );
        assert_eq!(free, before - 40);
        assert!(!ask(&mut fair_share, 1, &mut free), "the flood still is");
    }

    #[test]
    fn one_circuit_alone_takes_half_of_what_is_left_at_most_and_all_is_forgotten_when_there_is_room_again()
     {
        let (mut fair_share, mut free) = (FairShare::default(), 300);
        for _ in 0..1000 {
            ask(&mut fair_share, 1, &mut free);
        }
        assert_eq!(free, 150);
        free = 400;
        assert!(ask(&mut fair_share, 1, &mut free));
        free = 300;
        assert!(ask(&mut fair_share, 1, &mut free));
    }

    #[test]
    fn the_last_tenth_is_for_words_and_of_the_smallest_size_for_replies() {
        let mut fair_share = FairShare::default();
        let letter = |fair_share: &mut FairShare, free| {
            fair_share.grant(SlotKind::Letter, Size::K4, Circuit::Tor(1), (free, 100))
        };
        assert!(letter(&mut fair_share, 11) && !letter(&mut fair_share, 10));
        let mut grant = |kind, free| fair_share.grant(kind, Size::M1, Circuit::Tor(1), (free, 100));
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
        let mut fair_share = FairShare::default();
        let mut burst = |circuit| fair_share.is_burst(Circuit::Tor(circuit));
        assert_eq!(
            [1, 1, 1, 1, 1, 2].map(&mut burst),
            [false, false, false, true, true, false]
        );
        fair_share.forget();
        assert!(!fair_share.is_burst(Circuit::Tor(1)));
    }
}
