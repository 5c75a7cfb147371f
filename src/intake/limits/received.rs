//! A received body, in memory until the writer has written it.

use crate::limits::memory::Permit;
use zeroize::Zeroizing;

/// A body, wiped when dropped, and the permit for the memory that it takes until then.
pub struct Received {
    pub bytes: Zeroizing<Vec<u8>>,
    _permit: Permit,
}

impl Received {
    /// Returns a body that holds `permit` until it is dropped.
    pub const fn new(bytes: Zeroizing<Vec<u8>>, permit: Permit) -> Self {
        Self {
            bytes,
            _permit: permit,
        }
    }

    /// Replaces the body by something that was made of it.
    pub fn become_of(self, bytes: Vec<u8>) -> Self {
        Self {
            bytes: Zeroizing::new(bytes),
            ..self
        }
    }
}
