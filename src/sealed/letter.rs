//! A letter: sealed by a stock age program, and of whatever size came out.

use super::age_file::{self, NotSealed};

/// The longest letter, in bytes: with its length in four bytes it fills the largest slot.
pub const LONGEST_LETTER: usize = (1 << 20) - 4;

/// Checks that `bytes` are a letter: an age file of any size up to [`LONGEST_LETTER`], sealed to hybrid keys alone. Returns how
/// many: the handlers', and perhaps one more, the writer's own.
///
/// # Errors
///
/// [`NotSealed`] says in which way they are no letter.
pub fn check_letter(bytes: &[u8]) -> Result<usize, NotSealed> {
    if bytes.len() > LONGEST_LETTER {
        return Err(NotSealed::UnagreedSize);
    }
    age_file::recipients(bytes)
}
