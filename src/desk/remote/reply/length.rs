//! How long a reply may be.

use sotto::wire::REPLY;

/// The longest header of an age file to one hybrid key, in bytes: 1,627, and a stanza of random length that the age crate adds.
const LONGEST_HEADER: usize = 1_627 + 200;

/// The nonce before the payload of an age file, and the tag behind it, in bytes.
const NONCE_AND_TAG: usize = 32;

/// The length of a framed reply without its text, of a handler with the longest id under a roster with the highest number.
pub const WITHOUT_TEXT: usize = 388;

/// The longest text that always fits, in bytes as [`length`] counts them.
pub const LONGEST: usize = REPLY - LONGEST_HEADER - NONCE_AND_TAG - WITHOUT_TEXT;

/// Returns the length of a text as JSON spells it, in bytes: line feeds, quotation marks and backslashes take two.
pub fn length(text: &str) -> usize {
    serde_json::to_string(text).map_or(usize::MAX, |spelled| spelled.len() - 2)
}
