//! The public key, and how a file key is wrapped to it.

use super::super::random::{NoRandomness, random};
use super::hpke::{combine, schedule};
use super::text::{NotAHybridKey, RECIPIENT_HRP, from_bech32};
use age::{EncryptError, Recipient};
use age_core::format::{FileKey, Stanza};
use age_core::secrecy::ExposeSecret;
use chacha20poly1305::ChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, KeyInit};
use data_encoding::BASE64_NOPAD;
use ml_kem::kem::EncapsulationKey;
use ml_kem::{B32, EncapsulateDeterministic, EncodedSizeUser, MlKem768Params};
use std::collections::HashSet;
use std::io;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

/// The kind of the stanza.
pub(super) const TAG: &str = "mlkem768x25519";
/// The length of an ML-KEM-768 public key, in bytes.
pub(super) const ML_KEM_KEY: usize = 1184;

/// A public key. What is sealed to it stays secret even if either half is broken one day.
#[derive(Clone)]
pub struct HybridRecipient {
    ml_kem: EncapsulationKey<MlKem768Params>,
    x25519: PublicKey,
}

impl HybridRecipient {
    /// Reads `age1pq1…`, and refuses a key that no key generation gives.
    pub fn parse(text: &str) -> Result<Self, NotAHybridKey> {
        let bytes = from_bech32(text, RECIPIENT_HRP)?;
        let (ml_kem, x25519) = bytes.split_at_checked(ML_KEM_KEY).ok_or(NotAHybridKey)?;
        let encoded = ml_kem.try_into().map_err(|_| NotAHybridKey)?;
        let key = EncapsulationKey::<MlKem768Params>::from_bytes(&encoded);
        // FIPS 203 §7.2: coefficients must be reduced, so that a key has one spelling.
        if key.as_bytes().as_slice() != ml_kem {
            return Err(NotAHybridKey);
        }
        let x25519: [u8; 32] = x25519.try_into().map_err(|_| NotAHybridKey)?;
        Ok(Self {
            ml_kem: key,
            x25519: x25519.into(),
        })
    }

    fn encapsulate(&self) -> Result<(Vec<u8>, [u8; 32]), WrapError> {
        let coins = Zeroizing::new(random::<32>()?);
        let (ml_kem_share, ml_kem_secret) = self
            .ml_kem
            .encapsulate_deterministic(&B32::from(*coins))
            .map_err(|()| WrapError::Key)?;
        let ephemeral = StaticSecret::from(*Zeroizing::new(random::<32>()?));
        let x25519_share = PublicKey::from(&ephemeral);
        let x25519_secret = ephemeral.diffie_hellman(&self.x25519);
        if !x25519_secret.was_contributory() {
            return Err(WrapError::Key);
        }
        let secret = combine(
            &ml_kem_secret,
            x25519_secret.as_bytes(),
            &x25519_share,
            &self.x25519,
        );
        Ok((
            [ml_kem_share.as_slice(), x25519_share.as_bytes()].concat(),
            secret,
        ))
    }
}

#[derive(Debug, thiserror::Error)]
enum WrapError {
    #[error("the recipient's key cannot be sealed to")]
    Key,
    #[error("{0}")]
    Random(#[from] NoRandomness),
}

impl Recipient for HybridRecipient {
    fn wrap_file_key(
        &self,
        file_key: &FileKey,
    ) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let failed = |error: WrapError| EncryptError::Io(io::Error::other(error));
        let (share, secret) = self.encapsulate().map_err(failed)?;
        let (key, nonce) = schedule(&secret);
        let body = ChaCha20Poly1305::new(&key)
            .encrypt(&nonce, file_key.expose_secret().as_slice())
            .map_err(|_| failed(WrapError::Key))?;
        let stanza = Stanza {
            tag: TAG.to_owned(),
            args: vec![BASE64_NOPAD.encode(&share)],
            body,
        };
        // The label keeps age from mixing these with recipients that a quantum computer opens.
        Ok((vec![stanza], HashSet::from(["postquantum".to_owned()])))
    }
}
