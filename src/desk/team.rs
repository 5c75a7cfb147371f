//! What desks of a team tell one another, as it travels: sealed, of one size, from a handler of a signed roster.
//!
//! An event is 4 KiB: the name of a team key, a nonce, and XChaCha20-Poly1305 over a length, the signed event and
//! zeros. A team key, and a case for a newcomer, travel in an envelope: an age file to the handlers it is for.

use super::event::SignedEvent;
use super::keyring::hybrid::HybridRecipient;
use super::keyring::keys::Keys;
use super::keyring::open::open;
use super::keyring::seal::{SealError, seal_to};
use super::keyring::storage_key::{StorageKey, decrypt, encrypt};
use super::keyring::{NoRandomness, random};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::frame::{frame, padded, split, unframe};
use sotto::hex::Hex;
use sotto::roster::Roster;
use sotto::sealed::SIZES;
use sotto::secret::Secret;
use sotto::signed::{Purpose, Signature, canonical};
use sotto::ticket::Ticket;
use sotto::wire::EVENT;
use std::collections::BTreeMap;

const NAME: usize = 16;
/// The nonce and the tag of XChaCha20-Poly1305.
const SHUT: usize = 24 + 16;
const ROOM: usize = EVENT - NAME - SHUT;
const MAGIC: &[u8] = b"sotto/1 envelope\n";

/// What went wrong on the way out or in.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    #[error("this is too long for one event; write it as several")]
    TooLong,
    #[error("this case is too large to be sealed to a colleague; hand it over as a file")]
    TooLarge,
    #[error("{0}")]
    Random(NoRandomness),
    #[error("{0}")]
    Seal(SealError),
    #[error("cannot write an event: {0}")]
    Json(serde_json::Error),
    #[error("the roster holds a key that cannot be sealed to; ask for a new one")]
    NoKey,
}

/// Why something does not open here.
#[derive(Debug, PartialEq, Eq)]
pub enum Shut {
    /// It is under a key that this desk does not have, or not yet.
    NoKey,
    /// It was changed, or never was what it seems.
    Damaged,
}

/// What the team's events are sealed under while a roster is in force.
pub struct TeamKey {
    pub name: Hex<NAME>,
    /// The roster that it was made for.
    pub roster: u64,
    key: StorageKey,
}

/// A team key as it is written down: sealed at once, on its way or at rest.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenKey {
    name: Hex<NAME>,
    roster: u64,
    key: Hex<32>,
}

impl TeamKey {
    /// Draws one. Its name begins with the serial number of its roster: whoever came with a later one need not wait for it.
    pub fn draw(roster: u64) -> Result<Self, NoRandomness> {
        let mut name = [0; NAME];
        let parts = roster.to_be_bytes().into_iter().chain(random::<8>()?);
        name.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        Ok(Self {
            name: Hex(name),
            roster,
            key: Secret::new(random()?),
        })
    }

    /// To be sealed.
    pub fn write(&self) -> WrittenKey {
        WrittenKey {
            name: self.name,
            roster: self.roster,
            key: Hex(*self.key.expose()),
        }
    }

    /// As it was sealed.
    pub fn read(written: &WrittenKey) -> Self {
        Self {
            name: written.name,
            roster: written.roster,
            key: Secret::new(written.key.0),
        }
    }

    /// Seals an event, in exactly [`EVENT`] bytes.
    pub fn seal(&self, signed: &SignedEvent) -> Result<Vec<u8>, TeamError> {
        let json = Secret::new(canonical(signed).map_err(TeamError::Json)?);
        let plaintext = padded(b"", &[json.expose()], ROOM).map_err(|_| TeamError::TooLong)?;
        let plaintext = Secret::new(plaintext);
        let sealed = encrypt(&self.key, &place(&self.name), plaintext.expose());
        let sealed = sealed.map_err(TeamError::Random)?;
        Ok([self.name.0.as_slice(), &sealed].concat())
    }

    fn open(&self, sealed: &[u8]) -> Option<SignedEvent> {
        let plaintext = decrypt(&self.key, &place(&self.name), sealed).ok()?;
        serde_json::from_slice(unframe(b"", plaintext.expose())?).ok()
    }
}

/// Whether an event can travel: known before anything is done that it records.
pub fn fits(signed: &SignedEvent) -> Result<bool, serde_json::Error> {
    Ok(canonical(signed)?.len() + 4 <= ROOM)
}

/// Under which roster the key was made that an event names.
pub fn roster_of(sealed: &[u8]) -> u64 {
    let serial = sealed.first_chunk::<8>();
    serial.map_or(0, |serial| u64::from_be_bytes(*serial))
}

/// Opens an event with whichever of the keys it names. Whether its handler signed it is not known yet.
pub fn open_event(keys: &BTreeMap<Hex<NAME>, TeamKey>, sealed: &[u8]) -> Result<SignedEvent, Shut> {
    let (name, shut) = sealed.split_first_chunk::<NAME>().ok_or(Shut::Damaged)?;
    let key = keys.get(&Hex(*name)).ok_or(Shut::NoKey)?;
    key.open(shut).ok_or(Shut::Damaged)
}

fn place(name: &Hex<NAME>) -> Vec<u8> {
    [b"sotto/1 event\n".as_slice(), &name.0].concat()
}

/// What is in an envelope.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    TeamKey(WrittenKey),
    /// A case for a handler who came after its report. What the report told goes with it.
    Case {
        ticket: Ticket,
        events: Vec<SignedEvent>,
    },
    /// The rosters that the events of such cases were signed under, each with its signature.
    Rosters(Vec<String>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    handler: String,
    /// Under which roster.
    roster: u64,
    /// Whom it is for: an envelope cannot be passed on as if it had been for others.
    to: Vec<String>,
    /// Of what comes behind.
    digest: Hex<32>,
    matter: Matter,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedHead {
    head: Head,
    signature: Signature,
}

/// What came in an envelope, from a handler of the roster, for this one.
pub struct Letter {
    pub matter: Matter,
    /// What stands behind the matter.
    pub rest: Secret<Vec<u8>>,
}

/// Seals something to handlers of the roster.
pub fn envelope(
    keys: &Keys,
    roster: &Roster,
    to: &[&str],
    matter: Matter,
    rest: &[u8],
) -> Result<Vec<u8>, TeamError> {
    let recipients: Option<Vec<_>> = to
        .iter()
        .map(|id| HybridRecipient::parse(roster.handler(id)?.1.recipient.as_str()).ok())
        .collect();
    let recipients = recipients.ok_or(TeamError::NoKey)?;
    let head = Head {
        handler: keys.id.clone(),
        roster: roster.serial,
        to: to.iter().map(|id| (*id).to_owned()).collect(),
        digest: Hex(Sha256::digest(rest).into()),
        matter,
    };
    let message = Secret::new(canonical(&head).map_err(TeamError::Json)?);
    let signature = keys.sign(Purpose::Envelope, message.expose());
    let signed = canonical(&SignedHead { head, signature });
    let signed = Secret::new(signed.map_err(TeamError::Json)?);
    let plaintext = frame(MAGIC, &[signed.expose(), rest]).map_err(|_| TeamError::TooLarge)?;
    let plaintext = Secret::new(plaintext);
    for size in SIZES {
        match seal_to(&recipients, plaintext.expose(), 0, size) {
            Err(SealError::TooLong(_)) => {}
            sealed => return sealed.map_err(TeamError::Seal),
        }
    }
    Err(TeamError::TooLarge)
}

/// Opens an envelope. `NoKey`: it is for others, or its handler's roster is not known here.
pub fn open_envelope(
    keys: &Keys,
    rosters: &BTreeMap<u64, Roster>,
    sealed: &[u8],
) -> Result<Letter, Shut> {
    let plaintext = open(sealed, &keys.identity).map_err(|_| Shut::NoKey)?;
    let (json, behind) = split(MAGIC, plaintext.expose()).ok_or(Shut::Damaged)?;
    let (rest, _) = split(b"", behind).ok_or(Shut::Damaged)?;
    let SignedHead { head, signature } = serde_json::from_slice(json).map_err(|_| Shut::Damaged)?;
    let roster = rosters.get(&head.roster).ok_or(Shut::NoKey)?;
    let message = Secret::new(canonical(&head).map_err(|_| Shut::Damaged)?);
    let signed = roster.handler(&head.handler).is_some_and(|(_, handler)| {
        let key = handler.verifying_key;
        key.verify(Purpose::Envelope, message.expose(), &signature)
            .is_ok()
    });
    let whole = head.digest.0 == <[u8; 32]>::from(Sha256::digest(rest));
    if !signed || !whole || !head.to.contains(&keys.id) {
        return Err(Shut::Damaged);
    }
    Ok(Letter {
        matter: head.matter,
        rest: Secret::new(rest.to_vec()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::change::Change;
    use super::super::event::Event;
    use super::*;
    use sotto::day::Day;
    use sotto::roster::FORMAT;

    fn signed(keys: &Keys, text: &str) -> SignedEvent {
        let event = Event {
            case: Some([1; 16].into()),
            handler: keys.id.clone(),
            counter: u64::MAX,
            roster: 1,
            previous: None,
            day: Day::FIRST,
            change: Change::Note(text.to_owned()),
        };
        SignedEvent::sign(event, keys).unwrap()
    }

    fn ring(key: TeamKey) -> BTreeMap<Hex<16>, TeamKey> {
        [(key.name, key)].into()
    }

    #[test]
    fn every_event_has_one_size_and_opens_under_its_key_alone() {
        let keys = Keys::draw("ana").unwrap();
        let key = TeamKey::draw(1).unwrap();
        let again = TeamKey::read(&key.write());
        for text in ["", "x", &"ö".repeat(1_000)] {
            let event = signed(&keys, text);
            assert!(fits(&event).unwrap());
            let sealed = key.seal(&event).unwrap();
            assert_eq!(sealed.len(), EVENT);
            assert_eq!(again.open(&sealed[16..]), Some(event));
        }
        let sealed = key.seal(&signed(&keys, "x")).unwrap();
        let long = signed(&keys, &"x".repeat(4_000));
        assert!(!fits(&long).unwrap());
        assert!(matches!(key.seal(&long), Err(TeamError::TooLong)));
        let other = ring(TeamKey::draw(1).unwrap());
        assert_eq!(open_event(&other, &sealed), Err(Shut::NoKey));
        let keys = ring(key);
        for at in [16, 40, 4_095] {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert_eq!(open_event(&keys, &bent), Err(Shut::Damaged), "{at}");
        }
        assert_eq!(open_event(&keys, b"short"), Err(Shut::Damaged));
    }

    #[test]
    fn an_envelope_opens_for_those_it_names_and_cannot_be_passed_on() {
        let [ana, bo, ce] = ["ana", "bo", "ce"].map(|id| Keys::draw(id).unwrap());
        let roster = Roster {
            format: FORMAT.into(),
            demo: false,
            organisation: "Test".into(),
            serial: 4,
            not_before: Day::FIRST,
            not_after: Day::FIRST,
            handlers: [&ana, &bo, &ce].map(|keys| keys.card().unwrap()).into(),
            coordinators: vec![],
        };
        let rosters: BTreeMap<_, _> = [(4, roster.clone())].into();
        let key = TeamKey::draw(4).unwrap();
        let sealed = envelope(
            &ana,
            &roster,
            &["ana", "bo"],
            Matter::TeamKey(key.write()),
            b"rest",
        );
        let sealed = sealed.unwrap();
        assert_eq!(sealed.len(), 16 << 10);
        let letter = open_envelope(&bo, &rosters, &sealed).unwrap();
        assert_eq!(letter.rest.expose(), b"rest");
        let Matter::TeamKey(written) = letter.matter else {
            panic!()
        };
        assert_eq!(written.name, key.name);
        let no_key =
            |keys, rosters| matches!(open_envelope(keys, rosters, &sealed), Err(Shut::NoKey));
        assert!(no_key(&ce, &rosters), "not for her");
        assert!(
            no_key(&bo, &BTreeMap::new()),
            "nobody vouches for the roster"
        );
        // Bo seals to Ce what Ana had sealed to him, with Ana's signature.
        let plaintext = open(&sealed, &bo.identity).unwrap();
        let to_ce = HybridRecipient::parse(&ce.identity.recipient()).unwrap();
        let length = plaintext.expose().len();
        let forwarded =
            seal_to(&[to_ce], &plaintext.expose()[..length - 4_000], 0, 16 << 10).unwrap();
        assert!(matches!(
            open_envelope(&ce, &rosters, &forwarded),
            Err(Shut::Damaged)
        ));
        // A stranger of the same name.
        let stranger = Keys::draw("ana").unwrap();
        let forged = envelope(&stranger, &roster, &["bo"], Matter::Rosters(vec![]), b"").unwrap();
        assert!(matches!(
            open_envelope(&bo, &rosters, &forged),
            Err(Shut::Damaged)
        ));
    }
}
