//! The frame of what is not as long as a slot: its length in four bytes, its bytes, random bytes up to the slot's size.

use crate::refusal::Refusal;
use crate::size::Size;

/// Frames a letter or a roster for the smallest slot that holds it.
///
/// # Errors
///
/// [`Refusal::TooLong`] if no slot does.
pub fn frame(letter: &[u8]) -> Result<Vec<u8>, Refusal> {
    let size = Size::holding(letter.len() + 4).ok_or(Refusal::TooLong)?;
    let length = u32::try_from(letter.len()).map_err(|_| Refusal::TooLong)?;
    let mut framed = vec![0; size.bytes()];
    getrandom::fill(&mut framed).map_err(|_| Refusal::Unavailable)?;
    let parts = length
        .to_be_bytes()
        .into_iter()
        .chain(letter.iter().copied());
    framed
        .iter_mut()
        .zip(parts)
        .for_each(|(to, from)| *to = from);
    Ok(framed)
}

/// Returns the bytes that [`frame`] was given.
pub fn unframe(framed: &[u8]) -> Option<Vec<u8>> {
    let (length, rest) = framed.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    rest.get(..length).map(<[u8]>::to_vec)
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
