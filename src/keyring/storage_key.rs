//! Encryption of what a handler or coordinator stores: XChaCha20-Poly1305 under a key that is never stored in clear.
//!
//! <https://datatracker.ietf.org/doc/draft-irtf-cfrg-xchacha/>; the nonce, 24 random bytes, is the prefix of the ciphertext.

use super::random::{NoRandomness, random};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sotto::secret::Secret;

/// A key that stored data is encrypted with, 32 bytes.
pub type StorageKey = Secret<[u8; 32]>;

/// The ciphertext was made with another key or other associated data, or was changed.
#[derive(Debug, thiserror::Error)]
#[error("cannot be decrypted: it is damaged, or was encrypted with another key")]
pub struct CannotDecrypt;

/// Encrypts `plaintext`. `associated_data` names where it is stored, so that it decrypts nowhere else.
///
/// # Errors
///
/// [`NoRandomness`] if no nonce can be drawn.
pub fn encrypt(
    key: &StorageKey,
    associated_data: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>, NoRandomness> {
    let nonce = random::<24>()?;
    let cipher = XChaCha20Poly1305::new(key.expose().into());
    let ciphertext = cipher
        .encrypt(
            XNonce::from_slice(&nonce),
            Payload {
                msg: plaintext,
                aad: associated_data,
            },
        )
        .map_err(|_| NoRandomness)?;
    Ok([nonce.as_slice(), &ciphertext].concat())
}

/// Decrypts what [`encrypt`] made with the same associated data.
///
/// # Errors
///
/// [`CannotDecrypt`] if the key, the associated data or a byte is another.
pub fn decrypt(
    key: &StorageKey,
    associated_data: &[u8],
    encrypted: &[u8],
) -> Result<Secret<Vec<u8>>, CannotDecrypt> {
    let (nonce, ciphertext) = encrypted.split_at_checked(24).ok_or(CannotDecrypt)?;
    let cipher = XChaCha20Poly1305::new(key.expose().into());
    cipher
        .decrypt(
            XNonce::from_slice(nonce),
            Payload {
                msg: ciphertext,
                aad: associated_data,
            },
        )
        .map(Secret::new)
        .map_err(|_| CannotDecrypt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_with_its_key_in_its_place_and_nowhere_else() {
        let key = StorageKey::new([1; 32]);
        let mut encrypted = encrypt(&key, b"here", b"text").unwrap();
        assert_eq!(
            decrypt(&key, b"here", &encrypted).unwrap().expose(),
            b"text"
        );
        assert!(decrypt(&key, b"there", &encrypted).is_err());
        assert!(decrypt(&StorageKey::new([2; 32]), b"here", &encrypted).is_err());
        *encrypted.last_mut().unwrap() ^= 1;
        assert!(decrypt(&key, b"here", &encrypted).is_err());
        assert!(decrypt(&key, b"here", b"short").is_err());
    }
}
