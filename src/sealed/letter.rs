//! A letter: sealed by a stock age program, and of whatever size came out.

use super::age_file::{self, NotSealed};

/// The longest letter, in bytes: with its length in four bytes it fills the largest slot.
pub const LONGEST_LETTER: usize = (1 << 20) - 4;

/// Checks that `bytes` are a letter for `handlers` people: an age file of any size up to [`LONGEST_LETTER`], sealed to
/// as many hybrid keys as the roster has, or to one more, which is the writer's own.
pub fn check_letter(bytes: &[u8], handlers: usize) -> Result<(), NotSealed> {
    if bytes.len() > LONGEST_LETTER {
        return Err(NotSealed::UnagreedSize);
    }
    let recipients = age_file::recipients(bytes)?;
    if !(handlers..=handlers + 1).contains(&recipients) {
        return Err(NotSealed::NotHybrid);
    }
    Ok(())
}
