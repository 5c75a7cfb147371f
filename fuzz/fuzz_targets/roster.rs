//! A roster and a site's manifest, before and behind their signature: one spelling only.
#![no_main]

use ed25519_dalek::{Signer, SigningKey};
use libfuzzer_sys::fuzz_target;
use sotto::hex::Hex;
use sotto::roster::Roster;
use sotto::signed::{Purpose, VerifyingKey, canonical, from_canonical};
use sotto::wire::Manifest;

fuzz_target!(|bytes: &[u8]| {
    let key = SigningKey::from_bytes(&[1; 32]);
    let root = VerifyingKey::from_signing(&key);
    let signature = Hex(key.sign(&Purpose::Roster.message(bytes)).to_bytes());
    if let Ok(roster) = Roster::verify(bytes, &signature, &root) {
        assert_eq!(canonical(&roster).ok().as_deref(), Some(bytes));
        let mut other = bytes.to_vec();
        other[0] ^= 1;
        assert!(Roster::verify(&other, &signature, &root).is_err());
    }
    if let Some(manifest) = from_canonical::<Manifest>(bytes) {
        assert_eq!(canonical(&manifest).ok().as_deref(), Some(bytes));
    }
});
