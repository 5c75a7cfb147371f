//! The one place where anything that was sealed with age is opened.
#![expect(clippy::disallowed_methods, reason = "this is that place")]

use super::hybrid::HybridIdentity;
use age::DecryptError;
use sotto::secret::Secret;
use std::io::Read;

/// Opens an age file. The bytes may come from anybody; what they hold is known to nobody else in the program.
pub fn open(sealed: &[u8], identity: &HybridIdentity) -> Result<Secret<Vec<u8>>, DecryptError> {
    let decryptor = age::Decryptor::new_buffered(sealed)?;
    let mut reader = decryptor.decrypt(std::iter::once(identity as &dyn age::Identity))?;
    let mut plaintext = Vec::with_capacity(sealed.len());
    reader
        .read_to_end(&mut plaintext)
        .map_err(DecryptError::Io)?;
    Ok(Secret::new(plaintext))
}
