//! Bent files, many of them, against the one parser that strangers' bytes meet. Bounded, and the same each time.

use sotto::sealed::{Header, SIZES, Sealed};
use std::fs;

const ROUNDS: usize = 40_000;

/// A small generator, so that a failure comes again: PCG's multiplier, the high half out.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }
}

fn corpus() -> Vec<Vec<u8>> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/");
    let mut files = vec![
        fs::read(format!("{root}report.age")).unwrap(),
        fs::read(format!("{root}reply.age")).unwrap(),
    ];
    for entry in fs::read_dir(format!("{root}cctv")).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        let start = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap() + 2;
        files.push(bytes[start..].to_vec());
    }
    files
}

/// Bends a file in a few places, mostly in its header, and often back to an agreed size.
fn bend(dice: &mut Dice, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = corpus[if dice.below(2) == 0 {
        0
    } else {
        dice.below(corpus.len())
    }]
    .clone();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len().min(3400));
        match dice.below(7) {
            0 if !bytes.is_empty() => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
            1 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            2 => bytes.insert(at, b"\n -=\r>\0A"[dice.below(8)]),
            3 if !bytes.is_empty() => drop(bytes.remove(at)),
            4 => bytes.truncate(at),
            5 => {
                let other = &corpus[dice.below(corpus.len())];
                let part = other[dice.below(other.len())..]
                    .iter()
                    .copied()
                    .take(dice.below(1700))
                    .collect::<Vec<_>>();
                bytes.splice(at..at, part);
            }
            _ => {
                let end = (at + dice.below(1600)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    if dice.below(3) > 0 {
        bytes.resize(SIZES[dice.below(2)], b'x');
    }
    bytes
}

#[test]
fn what_passes_for_a_report_is_one_and_nothing_makes_it_panic() {
    let corpus = corpus();
    let mut dice = Dice(17);
    let (mut parsed, mut passed) = (0, 0);
    for round in 0..ROUNDS {
        let bytes = bend(&mut dice, &corpus);
        if let Some(header) = Header::parse(&bytes) {
            parsed += 1;
            assert!(
                header.length <= bytes.len() && !header.stanzas.is_empty(),
                "round {round}"
            );
        }
        if let Ok(sealed) = Sealed::try_from(bytes.clone()) {
            passed += 1;
            assert!(SIZES.contains(&bytes.len()), "round {round}");
            let length = Header::parse(&bytes).unwrap().length;
            assert_eq!(
                length,
                70 + 1557 * sealed.recipients(),
                "round {round}: a hybrid stanza has one length"
            );
            assert_eq!(sealed.into_bytes(), bytes);
        }
    }
    // Bending must leave both kinds, or this tests nothing.
    assert!(
        parsed > ROUNDS / 50 && passed > ROUNDS / 100 && passed < ROUNDS / 2,
        "{parsed} parsed, {passed} passed"
    );
}
