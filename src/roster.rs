//! The signed list of whom reports are sealed to. Nobody is believed about it but the root key.

use crate::as_text::as_text;
use crate::day::Day;
use crate::sealed::MOST_RECIPIENTS;
use crate::signed::{Purpose, Signature, SignedText, VerifyingKey, from_canonical};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// What a roster says of itself in `format`.
pub const FORMAT: &str = "sotto/1 roster";

/// An age recipient of the kind `mlkem768x25519`, as text: `age1pq1` and 1,952 more characters.
///
/// Checked in form only; whoever seals to it parses the key (<https://c2sp.org/age>).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HybridRecipient(String);

/// The text is no post-quantum hybrid recipient.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a post-quantum hybrid recipient: it must begin with age1pq1; make one with `sotto-desk key new`"
)]
pub struct NotHybrid;

impl HybridRecipient {
    const LENGTH: usize = 1959;

    /// The text, `age1pq1…`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HybridRecipient {
    type Err = NotHybrid;

    fn from_str(text: &str) -> Result<Self, NotHybrid> {
        let data = text.strip_prefix("age1pq1").ok_or(NotHybrid)?;
        let in_bech32 = data
            .bytes()
            .all(|byte| b"qpzry9x8gf2tvdw0s3jn54khce6mua7l".contains(&byte));
        (text.len() == Self::LENGTH && in_bech32)
            .then(|| Self(text.to_owned()))
            .ok_or(NotHybrid)
    }
}

impl fmt::Display for HybridRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

as_text!(HybridRecipient);

/// How many coordinators a roster may name.
const MOST_COORDINATORS: usize = 8;

/// Somebody with keys: a handler, or a coordinator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keyholder {
    /// A short name, unique in the roster: 1 to 32 of a–z, 0–9 and `-`.
    pub id: String,
    /// What is sealed to them.
    pub recipient: HybridRecipient,
    /// What they sign with.
    pub verifying_key: VerifyingKey,
}

/// Who may open reports, and from when to when this is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// Always [`FORMAT`].
    pub format: String,
    /// Whether this is a demonstration, to be marked as one wherever it shows.
    pub demo: bool,
    /// The organisation's name, as reporters know it.
    pub organisation: String,
    /// Grows with each roster; a lower one than last seen is refused.
    pub serial: u64,
    /// The first day on which it holds.
    pub not_before: Day,
    /// The last day on which it holds.
    pub not_after: Day,
    /// Everyone who opens reports.
    pub handlers: Vec<Keyholder>,
    /// Those who publish numbers, if any: the organisation's own, and those of releases made together with others.
    pub coordinators: Vec<Keyholder>,
}

/// Why a roster is refused, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// It was not signed by this root key.
    #[error("the roster is not signed by this root key; sign it with `sotto-desk roster sign`")]
    Signature,
    /// It is not a roster, or not in canonical form.
    #[error(
        "this is no roster, or it has a key that is not post-quantum hybrid; write it with `sotto-desk roster sign`"
    )]
    Malformed,
    /// Its first day is yet to come.
    #[error("the roster is not valid yet; check its first day and the clock")]
    NotYet,
    /// Its last day is past.
    #[error("the roster has expired; sign a new one with a later last day")]
    Expired,
    /// It names nobody to seal to, or too many.
    #[error(
        "the roster must name 1 to 64 handlers, each id and key once, and at most 8 coordinators"
    )]
    People,
    /// A newer one was seen before.
    #[error("the roster is older than the one in use; a serial number never goes back")]
    OlderSerial,
}

impl Roster {
    /// Reads a roster that `root` signed. Says nothing yet about the day: see [`Roster::holds_on`].
    pub fn verify(
        bytes: &[u8],
        signature: &Signature,
        root: &VerifyingKey,
    ) -> Result<Self, RosterError> {
        root.verify(Purpose::Roster, bytes, signature)
            .map_err(|_| RosterError::Signature)?;
        let roster: Self = from_canonical(bytes).ok_or(RosterError::Malformed)?;
        if roster.format != FORMAT || roster.not_before > roster.not_after {
            return Err(RosterError::Malformed);
        }
        roster
            .has_sound_people()
            .then_some(roster)
            .ok_or(RosterError::People)
    }

    /// Reads a [`SignedText`] of a roster that `root` signed, such as `roster.signed`.
    pub fn verify_signed<T: AsRef<[u8]> + ?Sized>(
        signed: &T,
        root: &VerifyingKey,
    ) -> Result<Self, RosterError> {
        let signed = SignedText::parse(signed).ok_or(RosterError::Signature)?;
        Self::verify(signed.text, &signed.signature, root)
    }

    /// Whether it may be used on `today`, by someone who has seen serials up to `seen`.
    pub fn holds_on(&self, today: Day, seen: u64) -> Result<(), RosterError> {
        if self.serial < seen {
            return Err(RosterError::OlderSerial);
        }
        if today < self.not_before {
            return Err(RosterError::NotYet);
        }
        if today > self.not_after {
            return Err(RosterError::Expired);
        }
        Ok(())
    }

    /// The handler of this id, and their place in the roster.
    pub fn handler(&self, id: &str) -> Option<(usize, &Keyholder)> {
        self.handlers
            .iter()
            .enumerate()
            .find(|(_, handler)| handler.id == id)
    }

    fn has_sound_people(&self) -> bool {
        let people = || self.handlers.iter().chain(&self.coordinators);
        let ids: BTreeSet<_> = people().map(|person| &person.id).collect();
        let recipients: BTreeSet<_> = people().map(|person| &person.recipient).collect();
        let keys: BTreeSet<_> = people()
            .map(|person| person.verifying_key.to_string())
            .collect();
        let count = people().count();
        (1..=MOST_RECIPIENTS).contains(&self.handlers.len())
            && self.coordinators.len() <= MOST_COORDINATORS
            && [ids.len(), recipients.len(), keys.len()] == [count; 3]
            && people().all(|person| is_id(&person.id))
    }
}

/// Whether `text` may name an organisation or a release: one line that is not too long.
pub fn is_name(text: &str) -> bool {
    (1..=200).contains(&text.len()) && !text.chars().any(char::is_control) && text.trim() == text
}

/// Whether `id` may name a keyholder.
pub fn is_id(id: &str) -> bool {
    (1..=32).contains(&id.len())
        && id
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex::Hex;
    use crate::signed::canonical;
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

    fn person(id: &str, seed: u8, letter: char) -> Value {
        json!({"id": id, "recipient": format!("age1pq1{}", letter.to_string().repeat(1952)), "verifying_key": key_of(seed)})
    }

    fn roster() -> Value {
        json!({
            "format": FORMAT, "demo": false, "organisation": "Helpline", "serial": 3,
            "not_before": "2026-01-01", "not_after": "2026-12-31",
            "handlers": [person("ana", 2, 'q'), person("bo", 3, 'p')],
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
        let too_many: Vec<Value> = (0..65).map(|n| person(&format!("h{n}"), n, 'q')).collect();
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
                "/handlers/0/recipient",
                json!(classical),
                RosterError::Malformed,
            ),
            (
                "/handlers/0/verifying_key",
                json!("00"),
                RosterError::Malformed,
            ),
            ("/format", json!("sotto/2 roster"), RosterError::Malformed),
            ("/not_after", json!("2025-12-31"), RosterError::Malformed),
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
}
