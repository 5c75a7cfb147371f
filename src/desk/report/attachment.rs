//! Opens and seals attachments piece by piece. Each piece is AES-256-GCM; its nonce is its index, and whether it is the last.

use crate::keyring::random;
use crate::report::manifest::Attachment;
use crate::report::manifest::HELD;
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::secret::Secret;
use sotto::ticket::Ticket;
use sotto::wire::PIECE;
use std::io::{self, Read, Write};

/// Why an attachment cannot be opened.
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

/// Opens the piece with this index, counted from 0, and returns its padded plaintext. Returns `None` if the piece is not what
/// the page sealed.
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

/// Seals a file of `size` bytes under `key` as the page does, and gives each piece with a random ticket to `keep`. Adds what it
/// reads to `digest`. Returns the key, the tickets in order, and the digest over the tags of all pieces.
///
/// # Errors
/// [`io::ErrorKind::UnexpectedEof`] if the file is shorter than `size`.
pub fn seal(
    file: &mut impl Read,
    size: u64,
    key: [u8; 32],
    mut keep: impl FnMut(Ticket, &[u8]) -> io::Result<()>,
    digest: &mut Sha256,
) -> io::Result<(Hex<32>, Vec<Ticket>, Hex<32>)> {
    let cipher = Aes256Gcm::new(&key.into());
    let count = size.div_ceil(HELD as u64).max(1);
    let mut tags = Sha256::new();
    let mut pieces = Vec::new();
    for index in 0..count {
        let mut part = Vec::with_capacity(PIECE);
        file.take(HELD as u64).read_to_end(&mut part)?;
        let held = (size - index * HELD as u64).min(HELD as u64);
        if part.len() as u64 != held {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        digest.update(&part);
        part.resize(HELD, 0);
        let part = Secret::new(part);
        let mut nonce = [0; 12];
        if let Some(counter) = nonce.get_mut(3..11) {
            counter.copy_from_slice(&index.to_be_bytes());
        }
        nonce[11] = u8::from(index + 1 == count);
        let sealed = cipher.encrypt(Nonce::from_slice(&nonce), part.expose().as_slice());
        let sealed = sealed.map_err(|_| io::Error::other("cannot seal"))?;
        tags.update(sealed.get(HELD..).unwrap_or_default());
        let ticket = Ticket::from(random().map_err(io::Error::other)?);
        keep(ticket, &sealed)?;
        pieces.push(ticket);
    }
    Ok((Hex(key), pieces, Hex(tags.finalize().into())))
}

/// Writes the attachment to `out`, byte for byte as the reporter chose it. `piece` returns the sealed piece with an index.
///
/// # Errors
/// An [`AttachmentError`]; a part may have been written before it.
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

#[cfg(test)]
mod tests {
    use super::*;
    use aes_gcm::aead::Payload;
    fn attachment(pieces: u8) -> Attachment {
        Attachment {
            name: "a".into(),
            media_type: String::new(),
            size: 5,
            key: Hex([7; 32]),
            pieces: (0..pieces).map(|piece| [piece; 16].into()).collect(),
            digest: Hex([0; 32]),
            metadata: crate::report::manifest::Metadata::Unread,
        }
    }

    /// Returns a piece sealed as the page does: the nonce is the index in 11 bytes, then whether it is the last.
    fn seal(key: [u8; 32], index: u8, last: bool) -> Vec<u8> {
        let mut nonce = [0; 12];
        (nonce[10], nonce[11]) = (index, u8::from(last));
        let payload = Payload::from([b'x'; HELD].as_slice());
        Aes256Gcm::new(&key.into())
            .encrypt(Nonce::from_slice(&nonce), payload)
            .unwrap()
    }

    #[test]
    fn a_piece_opens_in_its_own_place_and_unchanged_or_not_at_all() {
        let two = attachment(2);
        let good = seal([7; 32], 0, false);
        assert_eq!(open_piece(&two, 0, &good).unwrap().expose().len(), HELD);
        assert!(open_piece(&two, 1, &good).is_none(), "another place");
        assert!(
            open_piece(&attachment(1), 0, &good).is_none(),
            "not the last one: the end was cut off"
        );
        assert!(
            open_piece(&two, 0, &seal([8; 32], 0, false)).is_none(),
            "another key"
        );
        for at in [0, HELD - 1, HELD, PIECE - 1] {
            let mut bent = good.clone();
            bent[at] ^= 1;
            assert!(open_piece(&two, 0, &bent).is_none(), "byte {at} changed");
        }
        assert!(open_piece(&two, 0, &good[..PIECE - 1]).is_none());
    }

    #[test]
    fn pieces_that_open_but_are_not_those_of_the_report_are_refused() {
        let pieces = [seal([7; 32], 0, false), seal([7; 32], 1, true)];
        let piece = |index: usize| pieces.get(index).cloned();
        let mut attachment = attachment(2);
        let mut out = Vec::new();
        assert!(matches!(
            write(&attachment, piece, &mut out),
            Err(AttachmentError::Digest)
        ));
        let tags: Vec<u8> = pieces
            .iter()
            .flat_map(|piece| piece[HELD..].to_vec())
            .collect();
        attachment.digest = Hex(Sha256::digest(tags).into());
        out.clear();
        write(&attachment, piece, &mut out).unwrap();
        assert_eq!(out, b"xxxxx");
        assert!(matches!(
            write(&attachment, |_| None, &mut out),
            Err(AttachmentError::Missing(0))
        ));
    }
}
