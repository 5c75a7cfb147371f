//! The unlocked desk: what rests, what is known of it, and the one way to change a case.

use crate::cases::entry::CaseView;
use crate::cases::index::CaseIndex;
use crate::model::case::Case;
use crate::report::content::Content;
use crate::session::error::SessionError;
use crate::session::team_key::{TeamKey, WrittenKey};
use crate::store::{Store, StoreError};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::roster::Roster;
use sotto::signed::VerifyingKey;
use sotto::ticket::Ticket;
use std::collections::BTreeMap;

/// The unlocked desk.
pub struct Session {
    pub store: Store,
    pub cases: CaseIndex,
    /// Every roster that the root key signed and this desk saw, by its serial number.
    pub rosters: BTreeMap<u64, Roster>,
    /// Every key of the team that this desk was given.
    pub team_keys: BTreeMap<Hex<16>, TeamKey>,
    pub today: Day,
    version: i64,
}

const ROSTERS: &str = "rosters";
const TEAM_KEYS: &str = "team keys";

impl Session {
    /// Opens all that rests here. `root` vouches for rosters, once this desk has joined.
    pub fn open(
        store: Store,
        today: Day,
        root: Option<&VerifyingKey>,
    ) -> Result<Self, SessionError> {
        let version = store.version().map_err(SessionError::Store)?;
        let cases = CaseIndex::read(&store).map_err(SessionError::Store)?;
        let mut session = Self {
            store,
            cases,
            rosters: BTreeMap::new(),
            team_keys: BTreeMap::new(),
            today,
            version,
        };
        session.read_team(root)?;
        Ok(session)
    }

    fn read_team(&mut self, root: Option<&VerifyingKey>) -> Result<(), SessionError> {
        let signed: Vec<String> = self.recall(ROSTERS)?;
        let read = signed
            .iter()
            .filter_map(|signed| Roster::verify_signed(signed, root?).ok());
        self.rosters = read.map(|roster| (roster.serial, roster)).collect();
        let written: Vec<WrittenKey> = self.recall(TEAM_KEYS)?;
        let keys = written.iter().map(TeamKey::read);
        self.team_keys = keys.map(|key| (key.name, key)).collect();
        Ok(())
    }

    fn recall<T: serde::de::DeserializeOwned + Default>(
        &self,
        name: &str,
    ) -> Result<T, SessionError> {
        let known = self.store.recall(name).map_err(SessionError::Store)?;
        Ok(known.unwrap_or_default())
    }

    /// Reads everything anew where another process has changed it.
    pub fn refresh(&mut self, root: Option<&VerifyingKey>) -> Result<bool, SessionError> {
        let version = self.store.version().map_err(SessionError::Store)?;
        if version == self.version {
            return Ok(false);
        }
        let mut cases = CaseIndex::read(&self.store).map_err(SessionError::Store)?;
        cases.arrivals_of(&mut self.cases);
        self.cases = cases;
        self.version = version;
        self.read_team(root)?;
        Ok(true)
    }

    /// Remembers a signed roster, for the events that were made under it.
    pub fn add_roster(&mut self, signed: &str, roster: Roster) -> Result<(), SessionError> {
        if self.rosters.insert(roster.serial, roster).is_some() {
            return Ok(());
        }
        let mut all: Vec<String> = self.recall(ROSTERS)?;
        all.push(signed.to_owned());
        self.store
            .remember(ROSTERS, &all)
            .map_err(SessionError::Store)
    }

    /// Returns the signed rosters that this desk saw.
    pub fn signed_rosters(&self) -> Result<Vec<String>, SessionError> {
        self.recall(ROSTERS)
    }

    /// Keeps a team key.
    pub fn add_team_key(&mut self, key: TeamKey) -> Result<(), SessionError> {
        self.team_keys.insert(key.name, key);
        let written: Vec<_> = self.team_keys.values().map(TeamKey::write).collect();
        self.store
            .remember(TEAM_KEYS, &written)
            .map_err(SessionError::Store)
    }

    /// Returns the roster in force, as this desk knows it.
    pub fn roster(&self) -> Option<&Roster> {
        self.rosters.last_key_value().map(|(_, roster)| roster)
    }

    /// Returns the first roster that names this handler, as far as this desk knows.
    pub fn first_roster(&self) -> u64 {
        let own = &self.store.keys().id;
        let mut naming = self.rosters.values();
        let first = naming.find(|roster| roster.handler(own).is_some());
        first.map_or(0, |roster| roster.serial)
    }

    /// Returns what new events are sealed under: every desk takes the same of several.
    pub fn team_key(&self) -> Option<&TeamKey> {
        let serial = self.roster()?.serial;
        self.team_keys.values().find(|key| key.roster == serial)
    }

    /// Returns the case that this ticket belongs to.
    pub fn entry(&self, ticket: Ticket) -> Result<CaseView<'_>, SessionError> {
        if self.cases.unopened.contains(&ticket) {
            return Err(SessionError::DoesNotOpen(ticket));
        }
        if self.cases.gone.contains(&ticket) {
            return Err(SessionError::Gone(ticket));
        }
        let missing = SessionError::Store(StoreError::NoCase(ticket));
        self.cases.entry(ticket).ok_or(missing)
    }

    /// Returns where the case stands.
    pub fn case(&self, ticket: Ticket) -> Result<&Case, SessionError> {
        Ok(self.entry(ticket)?.case)
    }

    /// Returns what was told under this very ticket.
    pub fn content(&self, ticket: Ticket) -> Result<&Content, SessionError> {
        self.entry(ticket)?;
        let record = self.cases.record(ticket);
        let missing = SessionError::Store(StoreError::NoCase(ticket));
        record.map(|record| &record.content).ok_or(missing)
    }
}
