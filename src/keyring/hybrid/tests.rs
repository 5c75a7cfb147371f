//! Keys that read back, and keys that are refused.

use super::recipient::ML_KEM_KEY;
use super::text::{RECIPIENT_HRP, to_bech32};
use super::*;
use crate::keyring::hybrid::identity::identity_text;
use age::{Identity, Recipient};
use age_core::format::FileKey;
use age_core::secrecy::ExposeSecret;

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
