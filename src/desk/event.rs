//! One signed change to a case.
//!
//! Every handler's events form a chain: each names the one before it, so that leaving one out shows.

use super::keyring::keys::Keys;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::code::Code;
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::signed::{Purpose, Signature, VerifyingKey, canonical};
use sotto::ticket::Ticket;
use std::fmt;
use std::str::FromStr;

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    New,
    Open,
    WaitingReporter,
    WaitingPartner,
    Resolved,
    Closed,
}

impl State {
    pub const ALL: [Self; 6] = [
        Self::New,
        Self::Open,
        Self::WaitingReporter,
        Self::WaitingPartner,
        Self::Resolved,
        Self::Closed,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::WaitingReporter => "waiting-reporter",
            Self::WaitingPartner => "waiting-partner",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }
}

/// The word is no state.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a state; choose one of: new, open, waiting-reporter, waiting-partner, resolved, closed"
)]
pub struct NotAState;

impl FromStr for State {
    type Err = NotAState;

    fn from_str(text: &str) -> Result<Self, NotAState> {
        Self::ALL
            .into_iter()
            .find(|state| state.word() == text)
            .ok_or(NotAState)
    }
}

/// A label: a word from a fixed list, or a free one behind `platform:` and `campaign:`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Label(String);

const THREATS: [&str; 10] = [
    "phishing",
    "one-click",
    "zero-click",
    "account",
    "seizure",
    "stalkerware",
    "malware",
    "network",
    "physical",
    "harassment",
];
const TLP: [&str; 5] = ["red", "amber+strict", "amber", "green", "clear"];
const PAP: [&str; 4] = ["red", "amber", "green", "clear"];

/// The text is no label.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a label; write threat:, tlp: or pap: and a word of its list, or platform: or campaign: and a name of a-z, 0-9 and -"
)]
pub struct NotALabel;

impl FromStr for Label {
    type Err = NotALabel;

    fn from_str(text: &str) -> Result<Self, NotALabel> {
        let (kind, word) = text.split_once(':').ok_or(NotALabel)?;
        let free = || {
            (1..=40).contains(&word.len())
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let known = match kind {
            "threat" => THREATS.contains(&word),
            "tlp" => TLP.contains(&word),
            "pap" => PAP.contains(&word),
            "platform" | "campaign" => free(),
            _ => false,
        };
        known.then(|| Self(text.to_owned())).ok_or(NotALabel)
    }
}

impl TryFrom<String> for Label {
    type Error = NotALabel;

    fn try_from(text: String) -> Result<Self, NotALabel> {
        text.parse()
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It was pulled from the intake and opened.
    Pulled,
    State(State),
    AddLabel(Label),
    RemoveLabel(Label),
    Code(Code),
    /// It was counted in a contribution to the plan of this digest, which spends so much of its budget (ρ in thousandths).
    Contributed {
        plan: Hex<32>,
        rho: u32,
    },
    /// This text was pinned to the board as the `n`-th reply.
    Replied {
        n: u32,
        text: String,
    },
    /// The `n`-th reply was taken down.
    TakenDown {
        n: u32,
    },
}

/// A change, by whom, and after what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub case: Ticket,
    pub handler: String,
    /// Lamport's clock: more than any that the handler had seen.
    pub counter: u64,
    /// The digest of the handler's event before this one.
    pub previous: Option<Hex<32>>,
    pub day: Day,
    pub change: Change,
}

/// An event and its handler's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedEvent {
    pub event: Event,
    pub signature: Signature,
}

/// The event was not signed by the handler it names, or is none.
#[derive(Debug, thiserror::Error)]
#[error(
    "an event of a case is not signed by its handler; restore the desk's folder from its backup"
)]
pub struct Forged;

impl SignedEvent {
    /// Signs.
    pub fn sign(event: Event, keys: &Keys) -> Result<Self, serde_json::Error> {
        let signature = keys.sign(Purpose::Event, &canonical(&event)?);
        Ok(Self { event, signature })
    }

    /// Reads an event that `key` signed.
    pub fn read(bytes: &[u8], key: &VerifyingKey) -> Result<Self, Forged> {
        let signed: Self = serde_json::from_slice(bytes).map_err(|_| Forged)?;
        let message = canonical(&signed.event).map_err(|_| Forged)?;
        key.verify(Purpose::Event, &message, &signed.signature)
            .map_err(|_| Forged)?;
        Ok(signed)
    }

    /// Its name: SHA-256 of the canonical event.
    pub fn digest(&self) -> Result<Hex<32>, serde_json::Error> {
        Ok(Hex(Sha256::digest(canonical(&self.event)?).into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_come_from_their_lists() {
        for good in [
            "threat:phishing",
            "tlp:amber+strict",
            "pap:green",
            "platform:ios",
            "campaign:blue-17",
        ] {
            assert_eq!(good.parse::<Label>().unwrap().to_string(), good);
        }
        for wrong in [
            "",
            "phishing",
            "threat:",
            "threat:evil",
            "campaign:",
            "campaign:Ana Lovelace",
            "mood:grim",
        ] {
            assert_eq!(wrong.parse::<Label>(), Err(NotALabel), "{wrong}");
        }
    }

    #[test]
    fn an_event_that_was_changed_is_not_read() {
        let keys = Keys::draw("ana").unwrap();
        let event = Event {
            case: [1; 16].into(),
            handler: "ana".into(),
            counter: 1,
            previous: None,
            day: Day::FIRST,
            change: Change::State(State::Open),
        };
        let signed = SignedEvent::sign(event, &keys).unwrap();
        let bytes = canonical(&signed).unwrap();
        assert!(SignedEvent::read(&bytes, &keys.verifying_key()).is_ok());
        let changed = String::from_utf8(bytes)
            .unwrap()
            .replace("\"open\"", "\"closed\"");
        assert!(SignedEvent::read(changed.as_bytes(), &keys.verifying_key()).is_err());
    }
}
