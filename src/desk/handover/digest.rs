//! A writer that only hashes.

use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// A writer that adds everything written to a SHA-256.
pub struct Hashed(pub Sha256);

impl Write for Hashed {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        self.0.update(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
