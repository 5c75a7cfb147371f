//! Envelopes: what desks of a team send one another that is larger than an event.
//!
//! An event is 4 KiB: the name of a team key, a nonce, and XChaCha20-Poly1305 over a length, the signed event and zeros. A team
//! key, a case for a handler who joined later, and rosters go in an envelope: an age file to the handlers it is for.

use crate::keyring::hybrid::{HybridIdentity, HybridRecipient};
use crate::keyring::keys::Keys;
use crate::keyring::open::open;
use crate::keyring::seal::{SealError, seal_to};
use crate::model::event::SignedEvent;
use crate::session::team_key::NotOpened;
use crate::session::team_key::TeamKeyError;
use crate::session::team_key::WrittenKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::frame::{frame, split};
use sotto::hex::Hex;
use sotto::roster::{Card, Roster};
use sotto::sealed::SIZES;
use sotto::secret::Secret;
use sotto::signed::{Purpose, Signature, canonical};
use sotto::ticket::Ticket;
use std::collections::BTreeMap;

const MAGIC: &[u8] = b"sotto/1 envelope\n";

/// The contents of an envelope.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    TeamKey(WrittenKey),
    /// A submission and its events, for a handler who joined later. Its content follows the matter.
    Case {
        ticket: Ticket,
        events: Vec<SignedEvent>,
    },
    /// The rosters that the events of resealed cases were signed under, each with its signature.
    Rosters(Vec<String>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    handler: String,
    /// The serial number of the roster in which the sender is named.
    roster: u64,
    /// The ids of the handlers whom the envelope is for. They are signed, so that nobody can pass it on to others.
    to: Vec<String>,
    /// The SHA-256 of what follows the matter.
    digest: Hex<32>,
    matter: Matter,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedHead {
    head: Head,
    signature: Signature,
}

/// An envelope that opened: signed by a handler of the roster that it names, and meant for this handler.
pub struct Envelope {
    /// The roster under which it was sealed.
    pub roster: u64,
    /// Whom it was sealed to.
    pub to: Vec<String>,
    pub matter: Matter,
    /// The bytes that follow the matter: the content of a case, or nothing.
    pub rest: Secret<Vec<u8>>,
}

/// Signs `matter` and `rest`, and seals them to the handlers `to` of the roster.
///
/// # Errors
/// [`TeamKeyError::TooLarge`] for a case that does not fit in the largest envelope.
pub fn envelope(
    keys: &Keys,
    roster: u64,
    to: &[&Card],
    matter: Matter,
    rest: &[u8],
) -> Result<Vec<u8>, TeamKeyError> {
    let recipient = |card: &&Card| HybridRecipient::parse(card.recipient.as_str()).ok();
    let recipients: Option<Vec<_>> = to.iter().map(recipient).collect();
    let recipients = recipients.ok_or(TeamKeyError::NoKey)?;
    let head = Head {
        handler: keys.id.clone(),
        roster,
        to: to.iter().map(|card| card.handler.clone()).collect(),
        digest: Hex(Sha256::digest(rest).into()),
        matter,
    };
    let message = Secret::new(canonical(&head).map_err(TeamKeyError::Json)?);
    let signature = keys.sign(Purpose::Envelope, message.expose());
    let signed = canonical(&SignedHead { head, signature });
    let signed = Secret::new(signed.map_err(TeamKeyError::Json)?);
    let plaintext = frame(MAGIC, &[signed.expose(), rest]).map_err(|_| TeamKeyError::TooLarge)?;
    let plaintext = Secret::new(plaintext);
    for size in SIZES {
        match seal_to(&recipients, plaintext.expose(), 0, size) {
            Err(SealError::TooLong(_)) => {}
            sealed => return sealed.map_err(TeamKeyError::Seal),
        }
    }
    Err(TeamKeyError::TooLarge)
}

/// Opens an envelope, and checks its signature.
///
/// # Errors
/// [`NotOpened::NoKey`] if it is for others, or this desk does not have the roster that it names; [`NotOpened::Damaged`] for
/// anything else that is wrong with it.
pub fn open_envelope(
    own: &str,
    identities: &[&HybridIdentity],
    rosters: &BTreeMap<u64, Roster>,
    sealed: &[u8],
) -> Result<Envelope, NotOpened> {
    let plaintext = open(sealed, identities).map_err(|_| NotOpened::NoKey)?;
    let (json, behind) = split(MAGIC, plaintext.expose()).ok_or(NotOpened::Damaged)?;
    let (rest, _) = split(b"", behind).ok_or(NotOpened::Damaged)?;
    let SignedHead { head, signature } =
        serde_json::from_slice(json).map_err(|_| NotOpened::Damaged)?;
    let roster = rosters.get(&head.roster).ok_or(NotOpened::NoKey)?;
    let message = Secret::new(canonical(&head).map_err(|_| NotOpened::Damaged)?);
    let signed = roster.handler(&head.handler).is_some_and(|(_, handler)| {
        let key = handler.verifying_key;
        key.verify(Purpose::Envelope, message.expose(), &signature)
            .is_ok()
    });
    let whole = head.digest.0 == <[u8; 32]>::from(Sha256::digest(rest));
    if !signed || !whole || !head.to.iter().any(|id| id == own) {
        return Err(NotOpened::Damaged);
    }
    Ok(Envelope {
        roster: head.roster,
        to: head.to,
        matter: head.matter,
        rest: Secret::new(rest.to_vec()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::Change;
    use crate::model::event::Event;
    use crate::session::epoch_key::EpochKey;
    use crate::session::team_key::NotOpened;
    use crate::session::team_key::TeamKey;
    use crate::session::team_key::TeamKeyError;
    use crate::session::team_key::fits;
    use crate::session::team_key::open_event;
    use sotto::day::Day;
    use sotto::epoch::Epoch;
    use sotto::roster::{FORMAT, Handler};
    use sotto::wire::EVENT;

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

    fn epoch() -> Epoch {
        Epoch::of(Day::FIRST)
    }

    /// Somebody, with a key of this epoch and its card.
    struct Person {
        keys: Keys,
        key: EpochKey,
        card: Card,
    }

    fn person(id: &str) -> Person {
        let (keys, key) = (Keys::draw(id).unwrap(), EpochKey::draw(epoch()).unwrap());
        let (card, _) = key.card(&keys, &keys.verifying_key()).unwrap();
        Person { keys, key, card }
    }

    impl Person {
        fn opens(
            &self,
            rosters: &BTreeMap<u64, Roster>,
            sealed: &[u8],
        ) -> Result<Envelope, NotOpened> {
            open_envelope(&self.keys.id, &[self.key.identity()], rosters, sealed)
        }
    }

    fn handler(keys: &Keys) -> Handler {
        Handler {
            id: keys.id.clone(),
            verifying_key: keys.verifying_key(),
        }
    }

    fn roster_of(handlers: &[&Keys]) -> Roster {
        Roster {
            format: FORMAT.into(),
            demo: false,
            organisation: "Test".into(),
            serial: 4,
            not_before: Day::FIRST,
            not_after: Day::FIRST,
            handlers: handlers.iter().map(|keys| handler(keys)).collect(),
            least: 2,
            keep_until: 2,
            coordinators: vec![],
        }
    }

    fn ring(key: TeamKey) -> BTreeMap<Hex<16>, TeamKey> {
        [(key.name, key)].into()
    }

    #[test]
    fn every_event_has_one_size_and_opens_under_its_key_alone() {
        let keys = Keys::draw("ana").unwrap();
        let key = TeamKey::draw(1, epoch()).unwrap();
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
        assert!(matches!(key.seal(&long), Err(TeamKeyError::TooLong)));
        let other = ring(TeamKey::draw(1, epoch()).unwrap());
        assert_eq!(open_event(&other, &sealed), Err(NotOpened::NoKey));
        let keys = ring(key);
        for at in [16, 40, 4_095] {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert_eq!(open_event(&keys, &bent), Err(NotOpened::Damaged), "{at}");
        }
        assert_eq!(open_event(&keys, b"short"), Err(NotOpened::Damaged));
    }

    #[test]
    fn an_envelope_opens_for_those_it_names_and_cannot_be_passed_on() {
        let [ana, bo, ce] = ["ana", "bo", "ce"].map(person);
        let rosters: BTreeMap<_, _> = [(4, roster_of(&[&ana.keys, &bo.keys, &ce.keys]))].into();
        let key = TeamKey::draw(4, epoch()).unwrap();
        let matter = Matter::TeamKey(key.write());
        let sealed = envelope(&ana.keys, 4, &[&ana.card, &bo.card], matter, b"rest").unwrap();
        assert_eq!(sealed.len(), 16 << 10);
        let opened = bo.opens(&rosters, &sealed).unwrap();
        assert_eq!(
            (opened.roster, opened.rest.expose().as_slice()),
            (4, b"rest".as_slice())
        );
        assert_eq!(opened.to, ["ana", "bo"]);
        let Matter::TeamKey(written) = opened.matter else {
            panic!()
        };
        assert!(written.name == key.name && written.is_sound());
        let no_key =
            |one: &Person, rosters| matches!(one.opens(rosters, &sealed), Err(NotOpened::NoKey));
        assert!(no_key(&ce, &rosters), "not for her");
        assert!(
            no_key(&bo, &BTreeMap::new()),
            "nobody vouches for the roster"
        );
        // Bo seals to Ce what Ana had sealed to him, with Ana's signature.
        let plaintext = open(&sealed, &[bo.key.identity()]).unwrap();
        let to_ce = HybridRecipient::parse(ce.card.recipient.as_str()).unwrap();
        let length = plaintext.expose().len();
        let forwarded =
            seal_to(&[to_ce], &plaintext.expose()[..length - 4_000], 0, 16 << 10).unwrap();
        assert!(matches!(
            ce.opens(&rosters, &forwarded),
            Err(NotOpened::Damaged)
        ));
        // A stranger of the same name.
        let stranger = Keys::draw("ana").unwrap();
        let forged = envelope(&stranger, 4, &[&bo.card], Matter::Rosters(vec![]), b"").unwrap();
        assert!(matches!(
            bo.opens(&rosters, &forged),
            Err(NotOpened::Damaged)
        ));
    }
}
