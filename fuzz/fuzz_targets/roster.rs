//! A roster, an epoch card and a site's manifest, before and behind their signature: one spelling only.
#![no_main]

use ed25519_dalek::{Signer, SigningKey};
use libfuzzer_sys::fuzz_target;
use sotto::hex::Hex;
use sotto::roster::{Card, Roster, RosterAndCards};
use sotto::signed::{Purpose, SignedText, VerifyingKey, canonical, from_canonical};
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
    let text = SignedText { signature: Hex(key.sign(&Purpose::Card.message(bytes)).to_bytes()), text: bytes };
    // Every handler of this roster has the key that signs, and the organisation, too.
    let mut roster: Roster = serde_json::from_slice(include_bytes!("../seeds/roster/one")).unwrap();
    roster.handlers.iter_mut().for_each(|handler| handler.verifying_key = root);
    if let Ok(card) = Card::verify(text, &roster, &root) {
        assert_eq!(canonical(&card).ok().as_deref(), Some(bytes));
    }
    if let Some(served) = RosterAndCards::parse(bytes) {
        assert_eq!(RosterAndCards::parse(&served.to_bytes()), Some(served));
    }
    if let Some(manifest) = from_canonical::<Manifest>(bytes) {
        assert_eq!(canonical(&manifest).ok().as_deref(), Some(bytes));
    }
});
