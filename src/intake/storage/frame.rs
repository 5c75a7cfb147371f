//! The frame of what is not as long as a slot: its length in four bytes, its bytes, random bytes up to the slot's size.

use crate::refusal::Refusal;
use crate::size::Size;
use sotto::frame::{LENGTH, padded, split};

/// Frames a letter or a roster for the smallest slot that holds it.
///
/// # Errors
///
/// [`Refusal::TooLong`] if no slot does.
pub fn frame(letter: &[u8]) -> Result<Vec<u8>, Refusal> {
    let length = LENGTH + letter.len();
    let size = Size::holding(length).ok_or(Refusal::TooLong)?;
    let mut framed = padded(b"", &[letter], size.bytes()).map_err(|_| Refusal::TooLong)?;
    let behind = framed.get_mut(length..).unwrap_or_default();
    getrandom::fill(behind).map_err(|_| Refusal::Unavailable)?;
    Ok(framed)
}

/// Returns the bytes that [`frame`] was given.
pub fn unframe(framed: &[u8]) -> Option<Vec<u8>> {
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
            let framed = frame(&letter).unwrap();
            assert_eq!((framed.len(), unframe(&framed)), (slot, Some(letter)));
        }
        assert!(frame(&vec![0; LONGEST_LETTER + 1]).is_err());
        assert_eq!(unframe(&[255; 4096]), None);
        assert_eq!(unframe(&[1]), None);
    }
}
