//! Rosters in every way in which one can be wrong.

use super::*;
use crate::hex::Hex;
use crate::signed::{Purpose, SignedText, VerifyingKey, canonical};
use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;
use serde_json::{Value, json};

fn root() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn key_of(seed: u8) -> String {
    Hex(SigningKey::from_bytes(&[seed; 32])
        .verifying_key()
        .to_bytes())
    .to_string()
}

fn handler(id: &str, seed: u8) -> Value {
    json!({"id": id, "verifying_key": key_of(seed)})
}

fn person(id: &str, seed: u8, letter: char) -> Value {
    json!({"id": id, "recipient": format!("age1pq1{}", letter.to_string().repeat(1952)), "verifying_key": key_of(seed)})
}

fn roster() -> Value {
    json!({
        "format": FORMAT, "demo": false, "organisation": "Helpline", "serial": 3,
        "not_before": "2026-01-01", "not_after": "2026-12-31",
        "handlers": [handler("ana", 2), handler("bo", 3)], "least": 2, "keep_until": 2,
        "coordinators": [person("cy", 4, 'z'), person("di", 5, 'r')],
    })
}

fn read(bytes: &[u8]) -> Result<Roster, RosterError> {
    let signature = Hex(root().sign(&Purpose::Roster.message(bytes)).to_bytes());
    Roster::verify(
        bytes,
        &signature,
        &VerifyingKey::try_from(root().verifying_key().to_bytes()).unwrap(),
    )
}

fn changed(pointer: &str, value: Value) -> Result<Roster, RosterError> {
    let mut roster = roster();
    *roster.pointer_mut(pointer).unwrap() = value;
    read(&canonical(&roster).unwrap())
}

#[test]
fn a_signed_roster_is_read_whole() {
    let roster = read(&canonical(&roster()).unwrap()).unwrap();
    assert_eq!(roster.handler("bo").map(|(place, _)| place), Some(1));
    assert_eq!(roster.handler("cy"), None);
}

#[test]
fn another_keys_signature_is_refused() {
    let bytes = canonical(&roster()).unwrap();
    let stranger = SigningKey::from_bytes(&[9; 32]);
    let signature = Hex(stranger.sign(&Purpose::Roster.message(&bytes)).to_bytes());
    let root = VerifyingKey::try_from(root().verifying_key().to_bytes()).unwrap();
    assert_eq!(
        Roster::verify(&bytes, &signature, &root),
        Err(RosterError::Signature)
    );
}

#[test]
fn a_roster_that_could_lose_a_report_is_refused_though_signed() {
    let classical = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    let too_many: Vec<Value> = (0..65).map(|n| handler(&format!("h{n}"), n)).collect();
    let letters = "zry9x8gf2".chars().zip(10..);
    let nine: Vec<Value> = letters
        .map(|(letter, n)| person(&format!("c{n}"), n, letter))
        .collect();
    assert!(changed("/coordinators", json!(nine.get(..8))).is_ok());
    for (pointer, value, error) in [
        ("/handlers", json!([]), RosterError::People),
        ("/handlers", json!(too_many), RosterError::People),
        ("/handlers/1/id", json!("ana"), RosterError::People),
        ("/handlers/1/id", json!("Ana Lovelace"), RosterError::People),
        (
            "/handlers/1/verifying_key",
            json!(key_of(2)),
            RosterError::People,
        ),
        ("/coordinators", json!(nine), RosterError::People),
        (
            "/coordinators/0/recipient",
            json!(classical),
            RosterError::Malformed,
        ),
        (
            "/handlers/0/verifying_key",
            json!("00"),
            RosterError::Malformed,
        ),
        ("/format", json!("sotto/1 roster"), RosterError::Malformed),
        ("/not_after", json!("2025-12-31"), RosterError::Malformed),
        ("/least", json!(1), RosterError::Least),
        ("/least", json!(3), RosterError::Least),
        ("/keep_until", json!(0), RosterError::Least),
        ("/keep_until", json!(3), RosterError::Least),
    ] {
        assert_eq!(changed(pointer, value), Err(error), "{pointer}");
    }
}

#[test]
fn only_the_canonical_spelling_is_read() {
    let spaced = serde_json::to_string_pretty(&roster()).unwrap();
    assert_eq!(read(spaced.as_bytes()), Err(RosterError::Malformed));
    let mut surplus = roster();
    surplus["note"] = json!("hello");
    assert_eq!(
        read(&canonical(&surplus).unwrap()),
        Err(RosterError::Malformed)
    );
}

#[test]
fn it_holds_from_its_first_day_to_its_last_and_never_goes_back() {
    let roster = read(&canonical(&roster()).unwrap()).unwrap();
    let on = |day: &str, seen| roster.holds_on(day.parse().unwrap(), seen);
    assert_eq!(on("2026-01-01", 3), Ok(()));
    assert_eq!(on("2026-12-31", 0), Ok(()));
    assert_eq!(on("2025-12-31", 3), Err(RosterError::NotYet));
    assert_eq!(on("2027-01-01", 3), Err(RosterError::Expired));
    assert_eq!(on("2026-06-01", 4), Err(RosterError::OlderSerial));
}

proptest! {
    #[test]
    fn changed_bytes_never_pass_and_never_panic(at in 0usize..8000, byte: u8) {
        let bytes = canonical(&roster()).unwrap();
        let signature = Hex(root().sign(&Purpose::Roster.message(&bytes)).to_bytes());
        let root = VerifyingKey::try_from(root().verifying_key().to_bytes()).unwrap();
        let mut mutated = bytes.clone();
        let at = at % mutated.len();
        mutated[at] = byte;
        prop_assert_eq!(Roster::verify(&mutated, &signature, &root).is_ok(), mutated == bytes);
        let _ = read(&mutated);
    }
}

/// A card, changed, and signed by the key of this seed.
fn card(seed: u8, change: impl FnOnce(&mut Value)) -> (Vec<u8>, crate::signed::Signature) {
    let recipient = format!("age1pq1{}", "q".repeat(1952));
    let mut card = json!({"format": CARD_FORMAT, "root": key_of(1), "handler": "ana", "epoch": 742, "recipient": recipient});
    change(&mut card);
    let text = canonical(&card).unwrap();
    let key = SigningKey::from_bytes(&[seed; 32]);
    let signature = Hex(key.sign(&Purpose::Card.message(&text)).to_bytes());
    (text, signature)
}

fn read_card(seed: u8, change: impl FnOnce(&mut Value)) -> Result<Card, CardError> {
    let (text, signature) = card(seed, change);
    let roster = read(&canonical(&roster()).unwrap()).unwrap();
    let root = VerifyingKey::try_from(root().verifying_key().to_bytes()).unwrap();
    let text = &text;
    Card::verify(SignedText { signature, text }, &roster, &root)
}

#[test]
fn a_card_counts_if_a_handler_of_the_roster_signed_it_for_this_organisation() {
    assert_eq!(read_card(2, |_| ()).unwrap().epoch.number(), 742);
    for (what, read, error) in [
        (
            "by another handler",
            read_card(3, |_| ()),
            CardError::Signature,
        ),
        (
            "for another handler",
            read_card(2, |card| card["handler"] = json!("bo")),
            CardError::Signature,
        ),
        (
            "of a coordinator",
            read_card(4, |card| card["handler"] = json!("cy")),
            CardError::NotNamed,
        ),
        (
            "of nobody",
            read_card(2, |card| card["handler"] = json!("eve")),
            CardError::NotNamed,
        ),
        (
            "of another organisation",
            read_card(2, |card| card["root"] = json!(key_of(9))),
            CardError::Malformed,
        ),
        (
            "of another version",
            read_card(2, |card| card["format"] = json!("sotto/1 card")),
            CardError::Malformed,
        ),
        (
            "of a classical key",
            read_card(2, |card| card["recipient"] = json!("age1x")),
            CardError::Malformed,
        ),
        (
            "of no epoch",
            read_card(2, |card| card["epoch"] = json!(-1)),
            CardError::Malformed,
        ),
        (
            "with more in it",
            read_card(2, |card| card["more"] = json!(1)),
            CardError::Malformed,
        ),
    ] {
        assert_eq!(read, Err(error), "{what}");
    }
}

#[test]
fn a_roster_and_its_cards_read_back_and_a_roster_alone_is_read_before_them() {
    let roster = canonical(&roster()).unwrap();
    let signature = Hex(root().sign(&Purpose::Roster.message(&roster)).to_bytes());
    let cards = [
        card(2, |_| ()),
        card(3, |card| card["handler"] = json!("bo")),
    ];
    let all = RosterAndCards {
        roster: SignedText {
            signature,
            text: &roster,
        },
        cards: cards
            .iter()
            .map(|(text, signature)| SignedText {
                signature: *signature,
                text,
            })
            .collect(),
    };
    let bytes = all.to_bytes();
    assert_eq!(RosterAndCards::parse(&bytes), Some(all));
    let root = VerifyingKey::try_from(root().verifying_key().to_bytes()).unwrap();
    assert!(Roster::verify_signed(&bytes, &root).is_ok());
    for cut in [0, 1, 128, 129, bytes.len() / 2] {
        assert_eq!(
            RosterAndCards::parse(&bytes[..cut]).filter(|read| read.cards.len() == 2),
            None
        );
    }
}
