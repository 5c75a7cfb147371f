//! The age recipient and identity `mlkem768x25519`, until the age crate has it.
//!
//! <https://c2sp.org/age#the-mlkem768x25519-recipient-type>: HPKE (RFC 9180,
//! <https://www.rfc-editor.org/rfc/rfc9180>) in base mode with the KEM MLKEM768-X25519, also known as X-Wing
//! (<https://datatracker.ietf.org/doc/draft-connolly-cfrg-xwing-kem/>), HKDF-SHA256 and ChaCha20-Poly1305.
//! Tested against vectors of C2SP/CCTV and against files that the page's own library made.

use super::random::{NoRandomness, random};
use age::{DecryptError, EncryptError, Identity, Recipient};
use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use age_core::secrecy::ExposeSecret;
use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Checksum, Hrp};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use data_encoding::BASE64_NOPAD;
use hkdf::Hkdf;
use ml_kem::kem::{Decapsulate, DecapsulationKey, EncapsulationKey};
use ml_kem::{B32, EncapsulateDeterministic, EncodedSizeUser, KemCore, MlKem768, MlKem768Params};
use sha2::Sha256;
use sha3::digest::{ExtendableOutput, Update, XofReader};
use sha3::{Digest, Sha3_256, Shake256};
use sotto::secret::Secret;
use std::collections::HashSet;
use std::io;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

const TAG: &str = "mlkem768x25519";
const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
const SUITE: &[u8] = b"HPKE\x64\x7a\x00\x01\x00\x03";
const XWING_LABEL: &[u8] = b"\\.//^\\";
const RECIPIENT_HRP: &str = "age1pq";
const IDENTITY_HRP: &str = "age-secret-key-pq-";
const ML_KEM_KEY: usize = 1184;
const ML_KEM_SHARE: usize = 1088;
const SHARE: usize = ML_KEM_SHARE + 32;

/// A public key. What is sealed to it stays shut even if either half is broken one day.
#[derive(Clone)]
pub struct HybridRecipient {
    ml_kem: EncapsulationKey<MlKem768Params>,
    x25519: PublicKey,
}

/// A private key: 32 bytes from which both halves follow.
pub struct HybridIdentity(Secret<[u8; 32]>);

/// The text is no key of this kind.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a post-quantum hybrid age key")]
pub struct NotAHybridKey;

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

impl HybridIdentity {
    /// The key that follows from 32 random bytes.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(Secret::new(seed))
    }

    /// The 32 bytes, to be put into a vault.
    pub fn seed(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// The recipient, as text.
    pub fn recipient(&self) -> String {
        let (_, ml_kem, _, x25519) = self.expand();
        to_bech32(
            RECIPIENT_HRP,
            &[ml_kem.as_bytes().as_slice(), x25519.as_bytes()].concat(),
        )
    }

    /// SHAKE256 stretches the seed to ML-KEM's d and z and to X25519's scalar.
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

/// X-Wing's combiner: SHA3-256 over both secrets, the X25519 share and key, and a label.
fn combine(ml_kem: &[u8], x25519: &[u8], share: &PublicKey, key: &PublicKey) -> [u8; 32] {
    let digest = Sha3_256::new()
        .chain_update(ml_kem)
        .chain_update(x25519)
        .chain_update(share.as_bytes());
    digest
        .chain_update(key.as_bytes())
        .chain_update(XWING_LABEL)
        .finalize()
        .into()
}

/// HPKE's key schedule in base mode: the key and the nonce of the first and only message.
fn schedule(secret: &[u8; 32]) -> (Key, Nonce) {
    let psk_id_hash = extract(&[], b"psk_id_hash", &[]);
    let info_hash = extract(&[], b"info_hash", INFO);
    let context = [&[0][..], &psk_id_hash, &info_hash].concat();
    let secret = Zeroizing::new(extract(secret, b"secret", &[]));
    let (mut key, mut nonce) = (Key::default(), Nonce::default());
    expand(&secret, b"key", &context, &mut key);
    expand(&secret, b"base_nonce", &context, &mut nonce);
    (key, nonce)
}

fn extract(salt: &[u8], label: &[u8], material: &[u8]) -> [u8; 32] {
    let labelled = Zeroizing::new([b"HPKE-v1", SUITE, label, material].concat());
    Hkdf::<Sha256>::extract(Some(salt), &labelled).0.into()
}

fn expand(key: &[u8; 32], label: &[u8], context: &[u8], output: &mut [u8]) {
    // Keys and nonces are far shorter than 2¹⁶ bytes and than HKDF's limit.
    let [.., high, low] = output.len().to_be_bytes();
    let labelled = [&[high, low][..], b"HPKE-v1", SUITE, label, context].concat();
    if let Ok(hkdf) = Hkdf::<Sha256>::from_prk(key) {
        let _ = hkdf.expand(&labelled, output);
    }
}

/// Bech32 without its limit of 90 characters, as age uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LongBech32 {}

impl Checksum for LongBech32 {
    type MidstateRepr = u32;
    const CODE_LENGTH: usize = 4096;
    const CHECKSUM_LENGTH: usize = 6;
    const GENERATOR_SH: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    const TARGET_RESIDUE: u32 = 1;
}

fn from_bech32(text: &str, hrp: &str) -> Result<Zeroizing<Vec<u8>>, NotAHybridKey> {
    let decoded = CheckedHrpstring::new::<LongBech32>(text).map_err(|_| NotAHybridKey)?;
    let expected = Hrp::parse(hrp).map_err(|_| NotAHybridKey)?;
    if decoded.hrp() != expected {
        return Err(NotAHybridKey);
    }
    Ok(Zeroizing::new(decoded.byte_iter().collect()))
}

fn to_bech32(hrp: &str, bytes: &[u8]) -> String {
    // Only a human-readable part that isn't one, or a text too long, can fail; neither can be here.
    Hrp::parse(hrp)
        .ok()
        .and_then(|hrp| bech32::encode::<LongBech32>(hrp, bytes).ok())
        .unwrap_or_default()
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

/// How age programs write the private key: `AGE-SECRET-KEY-PQ-1…`.
pub fn identity_text(identity: &HybridIdentity) -> Secret<String> {
    Secret::new(to_bech32(IDENTITY_HRP, identity.seed()).to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_written_down_reads_back() {
        let seed = std::env::var("SOTTO_GOLDEN_SEED").map_or(3, |seed| seed.parse().unwrap());
        let identity = HybridIdentity::from_seed([seed; 32]);
        let recipient = identity.recipient();
        println!("{recipient}");
        assert_eq!(recipient.len(), 1959);
        assert!(HybridRecipient::parse(&recipient).is_ok());
        assert!(
            identity_text(&identity)
                .expose()
                .starts_with("AGE-SECRET-KEY-PQ-1")
        );
    }

    #[test]
    fn a_key_with_one_letter_changed_or_not_reduced_is_refused() {
        let recipient = HybridIdentity::from_seed([3; 32]).recipient();
        let changed = format!(
            "{}{}",
            &recipient[..1958],
            if recipient.ends_with('q') { 'p' } else { 'q' }
        );
        let not_reduced = to_bech32(RECIPIENT_HRP, &[255; ML_KEM_KEY + 32]);
        for wrong in [
            "",
            "age1pq1",
            &changed,
            &not_reduced,
            "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
        ] {
            assert!(HybridRecipient::parse(wrong).is_err());
        }
    }

    #[test]
    fn what_is_wrapped_to_one_key_opens_with_it_and_no_other() {
        let identity = HybridIdentity::from_seed([3; 32]);
        let recipient = HybridRecipient::parse(&identity.recipient()).unwrap();
        let file_key = FileKey::new(Box::new([7; 16]));
        let (mut stanzas, _) = recipient.wrap_file_key(&file_key).unwrap();
        let opened = identity.unwrap_stanza(&stanzas[0]).unwrap().unwrap();
        assert_eq!(opened.expose_secret(), file_key.expose_secret());
        assert!(
            HybridIdentity::from_seed([4; 32])
                .unwrap_stanza(&stanzas[0])
                .is_none()
        );
        stanzas[0].body[0] ^= 1;
        assert!(identity.unwrap_stanza(&stanzas[0]).is_none());
    }
}
