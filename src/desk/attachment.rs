//! Opens what the page sealed piece by piece: AES-256-GCM, the index and whether it is the last as nonce.

use super::report::Attachment;
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use sha2::{Digest, Sha256};
use sotto::secret::Secret;
use sotto::wire::PIECE;
use std::io::{self, Write};

const TAG: usize = 16;

/// How much of a file one piece holds, in bytes.
pub const HELD: usize = PIECE - TAG;

/// Why an attachment does not come out.
#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    #[error("piece {0} of it has not arrived; run `sotto-desk pull` again")]
    Missing(usize),
    #[error("piece {0} of it was changed on its way")]
    Changed(usize),
    #[error("its pieces do not belong together")]
    Digest,
    #[error("cannot write it: {0}")]
    Write(io::Error),
}

/// Opens the piece of this index. `None` if it is not what the page sealed.
pub fn open_piece(attachment: &Attachment, index: usize, sealed: &[u8]) -> Option<Secret<Vec<u8>>> {
    let last = index + 1 == attachment.pieces.len();
    let mut nonce = [0; 12];
    let counter = u64::try_from(index).ok()?.to_be_bytes();
    nonce.get_mut(3..11)?.copy_from_slice(&counter);
    *nonce.last_mut()? = u8::from(last);
    if sealed.len() != PIECE {
        return None;
    }
    let cipher = Aes256Gcm::new(&attachment.key.0.into());
    cipher
        .decrypt(Nonce::from_slice(&nonce), sealed)
        .ok()
        .map(Secret::new)
}

/// Writes the attachment, byte for byte as it was chosen. `piece` gives the sealed piece of an index.
pub fn write(
    attachment: &Attachment,
    mut piece: impl FnMut(usize) -> Option<Vec<u8>>,
    out: &mut impl Write,
) -> Result<(), AttachmentError> {
    let mut left = usize::try_from(attachment.size).unwrap_or(usize::MAX);
    let mut tags = Sha256::new();
    for index in 0..attachment.pieces.len() {
        let sealed = piece(index).ok_or(AttachmentError::Missing(index))?;
        let opened =
            open_piece(attachment, index, &sealed).ok_or(AttachmentError::Changed(index))?;
        tags.update(sealed.get(HELD..).unwrap_or_default());
        let part = left.min(opened.expose().len());
        out.write_all(opened.expose().get(..part).unwrap_or_default())
            .map_err(AttachmentError::Write)?;
        left -= part;
    }
    if <[u8; 32]>::from(tags.finalize()) == attachment.digest.0 {
        Ok(())
    } else {
        Err(AttachmentError::Digest)
    }
}
