//! The team's keys: the first desk that finds none for a roster and an epoch makes one, and who comes back later is given those
//! that came meanwhile.

use crate::remote::connection::Remote;
use crate::remote::error::{PullError, store};
use crate::remote::sync::envelope::{Matter, envelope};
use crate::session::team_key::{TeamKey, TeamKeyError};
use crate::session::unlocked::Session;
use serde::{Deserialize, Serialize};
use sotto::day::Day;
use sotto::epoch::Epoch;
use sotto::hex::Hex;
use sotto::roster::Card;
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet};

/// The name under which it is remembered who has which key.
const GIVEN: &str = "team keys given";

/// Who has a key, as far as this desk knows.
#[derive(Default, Serialize, Deserialize)]
struct Given {
    to: BTreeSet<String>,
    /// Those who lack it, by the day on which this desk noticed.
    lacking: BTreeMap<String, Day>,
}

/// A new key, whom it was sealed to, and the envelope.
type Drawn = (TeamKey, Vec<String>, Vec<u8>);

type GivenKeys = BTreeMap<Hex<16>, Given>;

impl Remote {
    /// Makes the team's key of this roster and epoch and seals it to everybody who has a card, if this desk finds none.
    pub async fn make_team_key(&self) -> Result<(), PullError> {
        let Some((key, to, sealed)) = self.session.at(|session| draw(session))? else {
            return Ok(());
        };
        let remote_id = self.put_envelope(sealed).await?;
        self.session.at(|session| {
            let name = key.name;
            session.add_team_key(key).map_err(PullError::Session)?;
            was_given(session, name, &to)?;
            session.store.mark_seen(&[remote_id]).map_err(store)
        })
    }

    /// Seals the keys that are here to handlers who have a card today and had none when the key was made.
    pub async fn hand_on_team_keys(&self) -> Result<(), PullError> {
        let lacking = self.session.at(|session| lacking(session))?;
        for (name, to) in lacking {
            let sealed = self.session.at(|session| seal_key(session, name, &to))?;
            if let Some(sealed) = sealed {
                self.put_envelope(sealed).await?;
                self.session.at(|session| was_given(session, name, &to))?;
            }
        }
        Ok(())
    }

    async fn put_envelope(&self, sealed: Vec<u8>) -> Result<Ticket, PullError> {
        let remote_id = Ticket::of_bytes(&sealed);
        let put = self.intake.put_event(remote_id, sealed).await;
        put.map_err(PullError::Client)?;
        Ok(remote_id)
    }
}

/// Draws a team key, and seals it to all handlers of the roster in force who have a card. Returns the key, whom it was sealed to,
/// and the envelope; `None` if there is a key.
fn draw(session: &Session) -> Result<Option<Drawn>, PullError> {
    let Some(roster) = session.roster().filter(|_| session.team_key().is_none()) else {
        return Ok(None);
    };
    let random = |error| PullError::Team(TeamKeyError::Random(error));
    let key = TeamKey::draw(roster.serial, Epoch::of(session.today)).map_err(random)?;
    let to = present(session);
    let matter = Matter::TeamKey(key.write());
    let sealed = envelope(session.store.keys(), roster.serial, &to, matter, b"");
    let to = to.iter().map(|card| card.handler.clone()).collect();
    Ok(Some((key, to, sealed.map_err(PullError::Team)?)))
}

/// Returns the cards of all handlers who have one today.
fn present(session: &Session) -> Vec<&Card> {
    let handlers = session.roster().map_or(&[][..], |roster| &roster.handlers);
    handlers
        .iter()
        .filter_map(|one| session.card(&one.id))
        .collect()
}

/// Remembers that these handlers have a key.
pub fn was_given(session: &Session, key: Hex<16>, to: &[String]) -> Result<(), PullError> {
    let mut all = given(session)?;
    all.retain(|name, _| session.team_keys.contains_key(name));
    let given = all.entry(key).or_default();
    given.lacking.retain(|handler, _| !to.contains(handler));
    given.to.extend(to.iter().cloned());
    session.store.remember(GIVEN, &all).map_err(store)
}

fn given(session: &Session) -> Result<GivenKeys, PullError> {
    let given = session.store.recall(GIVEN).map_err(store)?;
    Ok(given.unwrap_or_default())
}

/// Returns whom this desk gives which key. Of those who have it and are here, the first does so at once; the others a day later,
/// in case the first does not pull.
fn lacking(session: &Session) -> Result<Vec<(Hex<16>, Vec<String>)>, PullError> {
    let (own, mut all) = (session.store.keys().id.clone(), given(session)?);
    let here: Vec<String> = present(session)
        .iter()
        .map(|card| card.handler.clone())
        .collect();
    let mut lacking = Vec::new();
    for key in session.team_keys.values() {
        let given = all.entry(key.name).or_default();
        let first = here.iter().filter(|id| given.to.contains(*id)).min();
        let is_first = first.is_none_or(|id| *id == own);
        let mut to = Vec::new();
        for id in here
            .iter()
            .filter(|id| **id != own && !given.to.contains(*id))
        {
            let stood = session
                .rosters
                .get(&key.roster)
                .is_some_and(|roster| roster.handler(id).is_some());
            let noticed = *given.lacking.entry(id.clone()).or_insert(session.today);
            if stood && (is_first || session.today > noticed) {
                to.push(id.clone());
            }
        }
        if !to.is_empty() {
            lacking.push((key.name, to));
        }
    }
    session.store.remember(GIVEN, &all).map_err(store)?;
    Ok(lacking)
}

/// Seals a key that is here to these handlers. Returns `None` if it is not here any more, or none of them has a card.
fn seal_key(session: &Session, name: Hex<16>, to: &[String]) -> Result<Option<Vec<u8>>, PullError> {
    let cards: Vec<&Card> = to.iter().filter_map(|id| session.card(id)).collect();
    let Some(key) = session.team_keys.get(&name).filter(|_| !cards.is_empty()) else {
        return Ok(None);
    };
    let matter = Matter::TeamKey(key.write());
    let sealed = envelope(session.store.keys(), key.roster, &cards, matter, b"");
    sealed.map(Some).map_err(PullError::Team)
}
