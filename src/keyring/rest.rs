//! How things rest on a handler's or coordinator's disk: XChaCha20-Poly1305 under a key that never rests in clear.
//!
//! <https://datatracker.ietf.org/doc/draft-irtf-cfrg-xchacha/>; the nonce, 24 random bytes, goes first.

use super::{NoRandomness, random};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sotto::secret::Secret;

/// A key that things rest under.
pub type RestKey = Secret<[u8; 32]>;

/// The bytes do not open: another key, another place, or changed.
#[derive(Debug, thiserror::Error)]
#[error("does not open with this key: damaged, or not from here")]
pub struct DoesNotOpen;

/// Shuts `plaintext`. `place` names where it rests, so that it opens nowhere else.
pub fn shut(key: &RestKey, place: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, NoRandomness> {
    let nonce = random::<24>()?;
    let cipher = XChaCha20Poly1305::new(key.expose().into());
    let shut = cipher
        .encrypt(
            XNonce::from_slice(&nonce),
            Payload {
                msg: plaintext,
                aad: place,
            },
        )
        .map_err(|_| NoRandomness)?;
    Ok([nonce.as_slice(), &shut].concat())
}

/// Opens what [`shut`] made for the same place.
pub fn unshut(key: &RestKey, place: &[u8], shut: &[u8]) -> Result<Secret<Vec<u8>>, DoesNotOpen> {
    let (nonce, shut) = shut.split_at_checked(24).ok_or(DoesNotOpen)?;
    let cipher = XChaCha20Poly1305::new(key.expose().into());
    cipher
        .decrypt(
            XNonce::from_slice(nonce),
            Payload {
                msg: shut,
                aad: place,
            },
        )
        .map(Secret::new)
        .map_err(|_| DoesNotOpen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_with_its_key_in_its_place_and_nowhere_else() {
        let key = RestKey::new([1; 32]);
        let mut shut = shut(&key, b"here", b"text").unwrap();
        assert_eq!(unshut(&key, b"here", &shut).unwrap().expose(), b"text");
        assert!(unshut(&key, b"there", &shut).is_err());
        assert!(unshut(&RestKey::new([2; 32]), b"here", &shut).is_err());
        *shut.last_mut().unwrap() ^= 1;
        assert!(unshut(&key, b"here", &shut).is_err());
        assert!(unshut(&key, b"here", b"short").is_err());
    }
}
