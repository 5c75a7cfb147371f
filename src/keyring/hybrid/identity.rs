//! The private key, and how a file key is unwrapped with it.

use super::hpke::{combine, schedule};
use super::recipient::TAG;
use super::text::{IDENTITY_HRP, RECIPIENT_HRP, to_bech32};
#[cfg(test)]
use super::text::{NotAHybridKey, from_bech32};
use age::{DecryptError, Identity};
use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use chacha20poly1305::ChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, KeyInit};
use data_encoding::BASE64_NOPAD;
use ml_kem::kem::{Decapsulate, DecapsulationKey, EncapsulationKey};
use ml_kem::{B32, EncodedSizeUser, KemCore, MlKem768, MlKem768Params};
use sha3::Shake256;
use sha3::digest::{ExtendableOutput, Update, XofReader};
use sotto::secret::Secret;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

/// The length of an ML-KEM-768 ciphertext, in bytes.
const ML_KEM_SHARE: usize = 1088;
const SHARE: usize = ML_KEM_SHARE + 32;

/// A private key: 32 bytes from which both halves follow.
pub struct HybridIdentity(Secret<[u8; 32]>);

impl HybridIdentity {
    /// Returns the key that follows from 32 random bytes.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(Secret::new(seed))
    }

    /// Returns the 32 bytes, to be put into a vault.
    pub fn seed(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// Returns the recipient, as text.
    pub fn recipient(&self) -> String {
        let (_, ml_kem, _, x25519) = self.expand();
        to_bech32(
            RECIPIENT_HRP,
            &[ml_kem.as_bytes().as_slice(), x25519.as_bytes()].concat(),
        )
    }

    /// Returns both key pairs: SHAKE256 stretches the seed to ML-KEM's d and z and to X25519's scalar.
    fn expand(
        &self,
    ) -> (
        DecapsulationKey<MlKem768Params>,
        EncapsulationKey<MlKem768Params>,
        StaticSecret,
        PublicKey,
    ) {
        let mut reader = Shake256::default().chain(self.0.expose()).finalize_xof();
        let mut next = || {
            let mut bytes = Zeroizing::new([0; 32]);
            reader.read(bytes.as_mut_slice());
            bytes
        };
        let (d, z, scalar) = (next(), next(), next());
        let (private, public) = MlKem768::generate_deterministic(&B32::from(*d), &B32::from(*z));
        let scalar = StaticSecret::from(*scalar);
        let point = PublicKey::from(&scalar);
        (private, public, scalar, point)
    }

    fn decapsulate(&self, share: &[u8; SHARE]) -> Option<[u8; 32]> {
        let (private, _, scalar, point) = self.expand();
        let (ml_kem_share, x25519_share) = share.split_at_checked(ML_KEM_SHARE)?;
        let ml_kem_secret = private.decapsulate(&ml_kem_share.try_into().ok()?).ok()?;
        let x25519_share = PublicKey::from(<[u8; 32]>::try_from(x25519_share).ok()?);
        let x25519_secret = scalar.diffie_hellman(&x25519_share);
        if !x25519_secret.was_contributory() {
            return None;
        }
        Some(combine(
            &ml_kem_secret,
            x25519_secret.as_bytes(),
            &x25519_share,
            &point,
        ))
    }
}

impl Identity for HybridIdentity {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        if stanza.tag != TAG {
            return None;
        }
        let malformed = Some(Err(DecryptError::InvalidHeader));
        let [share] = stanza.args.as_slice() else {
            return malformed;
        };
        let Ok(share) = BASE64_NOPAD.decode(share.as_bytes()) else {
            return malformed;
        };
        let Ok(share) = <[u8; SHARE]>::try_from(share) else {
            return malformed;
        };
        if stanza.body.len() != FILE_KEY_BYTES + 16 {
            return malformed;
        }
        let Some(secret) = self.decapsulate(&share) else {
            return malformed;
        };
        let (key, nonce) = schedule(&secret);
        let opened = Zeroizing::new(
            ChaCha20Poly1305::new(&key)
                .decrypt(&nonce, stanza.body.as_slice())
                .ok()?,
        );
        let opened: Zeroizing<[u8; FILE_KEY_BYTES]> =
            Zeroizing::new(opened.as_slice().try_into().ok()?);
        Some(Ok(FileKey::init_with_mut(|file_key| {
            file_key.copy_from_slice(opened.as_slice())
        })))
    }
}

/// Reads what [`identity_text`] writes.
#[cfg(test)]
pub fn from_text(text: &str) -> Result<HybridIdentity, NotAHybridKey> {
    let seed = from_bech32(text, IDENTITY_HRP)?;
    seed.as_slice()
        .try_into()
        .map(HybridIdentity::from_seed)
        .map_err(|_| NotAHybridKey)
}

/// Returns the private key as age programs write it: `AGE-SECRET-KEY-PQ-1…`.
pub fn identity_text(identity: &HybridIdentity) -> Secret<String> {
    Secret::new(to_bech32(IDENTITY_HRP, identity.seed()).to_uppercase())
}
