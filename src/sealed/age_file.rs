//! The properties of an age file that show without opening it.

use super::header::{Header, Stanza};

const NONCE: usize = 16;
const TAG: usize = 16;
pub(super) const CHUNK: usize = (64 << 10) + TAG;

/// The reason for which bytes are no sealed report or letter. It says nothing about what they hold.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSealed {
    /// They do not begin with a well-formed age header, or end too soon.
    #[error("not an age file")]
    NotAge,
    /// They are not of one of the sizes that are agreed on, or longer than a letter may be.
    #[error("not of an agreed size")]
    UnagreedSize,
    /// Somebody without a hybrid key, or nobody at all, is among the recipients.
    #[error("not sealed to hybrid keys alone")]
    NotHybrid,
}

/// Returns to how many recipients an age file is sealed, all of them hybrid.
pub(super) fn recipients(bytes: &[u8]) -> Result<usize, NotSealed> {
    let header = Header::parse(bytes).ok_or(NotSealed::NotAge)?;
    if !is_payload(bytes.len() - header.length) {
        return Err(NotSealed::NotAge);
    }
    let all_hybrid = header.stanzas.iter().all(Stanza::is_hybrid);
    all_hybrid
        .then_some(header.stanzas.len())
        .ok_or(NotSealed::NotHybrid)
}

/// Checks that a payload may have this length: a nonce, then chunks, the last not empty unless it is the only one.
pub(super) fn is_payload(length: usize) -> bool {
    let Some(chunks) = length.checked_sub(NONCE) else {
        return false;
    };
    chunks == TAG || chunks % CHUNK == 0 && chunks > 0 || chunks % CHUNK > TAG
}
