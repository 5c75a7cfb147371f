//! A body as it rests in memory until the writer has it.

use crate::limits::memory::Permit;
use zeroize::Zeroizing;

/// A body, wiped when dropped, and the room that it takes until then.
pub struct Received {
    pub bytes: Zeroizing<Vec<u8>>,
    _permit: Permit,
}

impl Received {
    /// `bytes` that take up `permit`.
    pub const fn new(bytes: Zeroizing<Vec<u8>>, permit: Permit) -> Self {
        Self {
            bytes,
            _permit: permit,
        }
    }

    /// In its place something else that was made of it.
    pub fn become_of(self, bytes: Vec<u8>) -> Self {
        Self {
            bytes: Zeroizing::new(bytes),
            ..self
        }
    }
}
