//! What a forensic reader does: looks for what is there, and whether its order tells of the order in which it came.

use crate::marked;
use std::collections::BTreeMap;

/// Where each number's marker first stands in these bytes.
pub fn markers(bytes: &[u8]) -> BTreeMap<u32, usize> {
    let mut found = BTreeMap::new();
    let mut at = 0;
    while let Some(next) = bytes[at..]
        .windows(8)
        .position(|window| window == b"<marker ")
    {
        let place = at + next;
        let number = bytes
            .get(place + 8..place + 16)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| digits.parse().ok());
        if let Some(number) = number {
            found.entry(number).or_insert(place);
            // The rest of this block is the same marker again.
            at = (place & !4095) + 4096;
            at = at.min(bytes.len());
        } else {
            at = place + 8;
        }
    }
    found
}

/// How much the order of the places tells of the order of the numbers: Spearman's ρ.
pub fn correlation(places: &BTreeMap<u32, usize>) -> f64 {
    let mut by_place: Vec<(usize, usize)> = places
        .values()
        .copied()
        .enumerate()
        .map(|(arrived, place)| (place, arrived))
        .collect();
    by_place.sort_unstable();
    let n = by_place.len() as f64;
    let squares: f64 = by_place
        .iter()
        .enumerate()
        .map(|(rank, (_, arrived))| (rank as f64 - *arrived as f64).powi(2))
        .sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

#[test]
fn the_reader_sees_an_order_where_there_is_one() {
    let bytes: Vec<u8> = (0..400).flat_map(marked).collect();
    let found = markers(&bytes);
    assert_eq!(found.len(), 400);
    assert!(correlation(&found) > 0.99);
}
