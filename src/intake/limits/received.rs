//! A body as it rests in memory until the writer has it.

use crate::limits::memory::Place;
use zeroize::Zeroizing;

/// A body, wiped when dropped, and the room that it takes until then.
pub struct Received {
    pub bytes: Zeroizing<Vec<u8>>,
    _place: Place,
}

impl Received {
    /// `bytes` that take up `place`.
    pub const fn new(bytes: Zeroizing<Vec<u8>>, place: Place) -> Self {
        Self {
            bytes,
            _place: place,
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
