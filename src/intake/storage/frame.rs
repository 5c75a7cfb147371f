//! What has a length of its own and rests in a slot: its length in four bytes, itself, random bytes behind it.

use crate::refusal::Refusal;
use crate::size::Size;
use sotto::frame::{LENGTH, padded, split};

/// A letter as it rests: its length, itself, random bytes up to the size of its slot.
pub fn framed(letter: &[u8]) -> Result<Vec<u8>, Refusal> {
    let length = LENGTH + letter.len();
    let size = Size::holding(length).ok_or(Refusal::TooLong)?;
    let mut framed = padded(b"", &[letter], size.bytes()).map_err(|_| Refusal::TooLong)?;
    let behind = framed.get_mut(length..).unwrap_or_default();
    getrandom::fill(behind).map_err(|_| Refusal::Unavailable)?;
    Ok(framed)
}

/// What [`framed`] was given.
pub fn unframed(framed: &[u8]) -> Option<Vec<u8>> {
    split(b"", framed).map(|(letter, _)| letter.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sotto::sealed::LONGEST_LETTER;

    #[test]
    fn a_letter_rests_in_the_next_size_and_reads_back() {
        for (length, slot) in [
            (10, 4 << 10),
            (4092, 4 << 10),
            (4093, 16 << 10),
            (LONGEST_LETTER, 1 << 20),
        ] {
            let letter = vec![3; length];
            let framed = framed(&letter).unwrap();
            assert_eq!((framed.len(), unframed(&framed)), (slot, Some(letter)));
        }
        assert!(framed(&vec![0; LONGEST_LETTER + 1]).is_err());
        assert_eq!(unframed(&[255; 4096]), None);
        assert_eq!(unframed(&[1]), None);
    }
}
