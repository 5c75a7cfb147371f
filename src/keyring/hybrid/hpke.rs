//! HPKE's key schedule for one message, and the combiner of X-Wing before it.

use chacha20poly1305::{Key, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;
use sha3::{Digest, Sha3_256};
use x25519_dalek::PublicKey;
use zeroize::Zeroizing;

const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
const SUITE: &[u8] = b"HPKE\x64\x7a\x00\x01\x00\x03";
const XWING_LABEL: &[u8] = b"\\.//^\\";

/// X-Wing's combiner: SHA3-256 over both secrets, the X25519 share and key, and a label.
pub(super) fn combine(
    ml_kem: &[u8],
    x25519: &[u8],
    share: &PublicKey,
    key: &PublicKey,
) -> [u8; 32] {
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

/// HPKE's key schedule in base mode. Returns the key and the nonce of the first and only message.
pub(super) fn schedule(secret: &[u8; 32]) -> (Key, Nonce) {
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
