//! Envelopes: what desks of a team send one another that is larger than an event.
//!
//! An event is 4 KiB: the name of a team key, a nonce, and XChaCha20-Poly1305 over a length, the signed event and zeros. A team
//! key, a case for a handler who joined later, and rosters go in an envelope: an age file to the handlers it is for.

use crate::keyring::hybrid::HybridRecipient;
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
use sotto::roster::Roster;
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
    roster: &Roster,
    to: &[&str],
    matter: Matter,
    rest: &[u8],
) -> Result<Vec<u8>, TeamKeyError> {
    let recipients: Option<Vec<_>> = to
        .iter()
        .map(|id| HybridRecipient::parse(roster.handler(id)?.1.recipient.as_str()).ok())
        .collect();
    let recipients = recipients.ok_or(TeamKeyError::NoKey)?;
    let head = Head {
        handler: keys.id.clone(),
        roster: roster.serial,
        to: to.iter().map(|id| (*id).to_owned()).collect(),
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
    keys: &Keys,
    rosters: &BTreeMap<u64, Roster>,
    sealed: &[u8],
) -> Result<Envelope, NotOpened> {
    let plaintext = open(sealed, &keys.identity).map_err(|_| NotOpened::NoKey)?;
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
    if !signed || !whole || !head.to.contains(&keys.id) {
        return Err(NotOpened::Damaged);
    }
    Ok(Envelope {
        matter: head.matter,
        rest: Secret::new(rest.to_vec()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::Change;
    use crate::model::event::Event;
    use crate::session::team_key::NotOpened;
    use crate::session::team_key::TeamKey;
    use crate::session::team_key::TeamKeyError;
    use crate::session::team_key::fits;
    use crate::session::team_key::open_event;
    use sotto::day::Day;
    use sotto::roster::FORMAT;
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

    fn roster_of(handlers: &[&Keys]) -> Roster {
        Roster {
            format: FORMAT.into(),
            demo: false,
            organisation: "Test".into(),
            serial: 4,
            not_before: Day::FIRST,
            not_after: Day::FIRST,
            handlers: handlers.iter().map(|keys| keys.card().unwrap()).collect(),
            coordinators: vec![],
        }
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
        assert!(matches!(key.seal(&long), Err(TeamKeyError::TooLong)));
        let other = ring(TeamKey::draw(1).unwrap());
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
        let [ana, bo, ce] = ["ana", "bo", "ce"].map(|id| Keys::draw(id).unwrap());
        let roster = roster_of(&[&ana, &bo, &ce]);
        let rosters: BTreeMap<_, _> = [(4, roster.clone())].into();
        let key = TeamKey::draw(4).unwrap();
        let matter = Matter::TeamKey(key.write());
        let sealed = envelope(&ana, &roster, &["ana", "bo"], matter, b"rest").unwrap();
        assert_eq!(sealed.len(), 16 << 10);
        let letter = open_envelope(&bo, &rosters, &sealed).unwrap();
        assert_eq!(letter.rest.expose(), b"rest");
        let Matter::TeamKey(written) = letter.matter else {
            panic!()
        };
        assert_eq!(written.name, key.name);
        let no_key =
            |keys, rosters| matches!(open_envelope(keys, rosters, &sealed), Err(NotOpened::NoKey));
        assert!(no_key(&ce, &rosters), "not for her");
        assert!(
            no_key(&bo, &BTreeMap::new()),
            "nobody vouches for the roster"
        );
        let damaged = |keys, sealed: &[u8]| {
            let opened = open_envelope(keys, &rosters, sealed);
            matches!(opened, Err(NotOpened::Damaged))
        };
        // Bo seals to Ce what Ana had sealed to him, with Ana's signature.
        let plaintext = open(&sealed, &bo.identity).unwrap();
        let to_ce = HybridRecipient::parse(&ce.identity.recipient()).unwrap();
        let length = plaintext.expose().len();
        let forwarded =
            seal_to(&[to_ce], &plaintext.expose()[..length - 4_000], 0, 16 << 10).unwrap();
        assert!(damaged(&ce, &forwarded));
        // A stranger of the same name.
        let stranger = Keys::draw("ana").unwrap();
        let forged = envelope(&stranger, &roster, &["bo"], Matter::Rosters(vec![]), b"").unwrap();
        assert!(damaged(&bo, &forged));
    }
}
