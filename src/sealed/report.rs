//! A sealed report, of one of the agreed sizes.

use super::age_file::{self, NotSealed};

/// The sizes, in bytes, that a sealed report may have.
pub const SIZES: [usize; 4] = [16 << 10, 64 << 10, 256 << 10, 1 << 20];

/// The most handlers a roster may name: one bit each in the intake's record of who has confirmed.
pub const MOST_RECIPIENTS: usize = 64;

/// An age file of an agreed size whose stanzas are all hybrid, and at least one.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    bytes: Vec<u8>,
    recipients: usize,
}

impl Sealed {
    /// Checks bytes where they are, so that what is refused need not be copied. Returns how many recipients can open them.
    ///
    /// # Errors
    ///
    /// [`NotSealed`] says in which way they are no sealed report.
    pub fn check(bytes: &[u8]) -> Result<usize, NotSealed> {
        if !SIZES.contains(&bytes.len()) {
            return Err(NotSealed::UnagreedSize);
        }
        let recipients = age_file::recipients(bytes)?;
        if recipients > MOST_RECIPIENTS {
            return Err(NotSealed::NotHybrid);
        }
        Ok(recipients)
    }

    /// Returns how many recipients it is sealed to.
    pub fn recipients(&self) -> usize {
        self.recipients
    }

    /// Returns the bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl AsRef<[u8]> for Sealed {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl TryFrom<Vec<u8>> for Sealed {
    type Error = NotSealed;

    fn try_from(bytes: Vec<u8>) -> Result<Self, NotSealed> {
        let recipients = Self::check(&bytes)?;
        Ok(Self { bytes, recipients })
    }
}
