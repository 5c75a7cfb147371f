//! The unlocked desk: what rests, what is known of it, and the one way to change a case.

use crate::cases::entry::CaseView;
use crate::cases::index::CaseIndex;
use crate::model::case::Case;
use crate::report::content::Content;
use crate::session::epochs::{Epochs, kept_until};
use crate::session::error::SessionError;
use crate::session::team_key::{TeamKey, WrittenKey};
use crate::store::{Store, StoreError};
use sotto::day::Day;
use sotto::epoch::Epoch;
use sotto::hex::Hex;
use sotto::roster::{Card, Roster, RosterAndCards};
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
    /// The keys that reports are sealed to, and the cards of the team.
    pub epochs: Epochs,
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
            epochs: Epochs::default(),
            today,
            version,
        };
        session.read_team(root)?;
        session.destroy_old_keys(false)?;
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
        let vouching = self
            .rosters
            .last_key_value()
            .map(|(_, roster)| roster)
            .zip(root);
        self.epochs = Epochs::read(&self.store, vouching)?;
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
        self.remember_team_keys()
    }

    fn remember_team_keys(&self) -> Result<(), SessionError> {
        let written: Vec<_> = self.team_keys.values().map(TeamKey::write).collect();
        self.store
            .remember(TEAM_KEYS, &written)
            .map_err(SessionError::Store)
    }

    /// Destroys the keys of epochs that have been over long enough, and the team's keys of the same epochs: in memory, in the
    /// database, and in its journal. `all_came` says that nothing that was sealed to them waits at the intake.
    ///
    /// # Errors
    ///
    /// [`SessionError::Store`] if the database cannot be written.
    pub fn destroy_old_keys(&mut self, all_came: bool) -> Result<(), SessionError> {
        let today = self.today;
        let is_over = |epoch| today > kept_until(epoch, all_came);
        let own = self.epochs.drop_keys(&self.store, is_over)?;
        let before = self.team_keys.len();
        self.team_keys.retain(|_, key| !is_over(key.epoch));
        if self.team_keys.len() != before {
            self.remember_team_keys()?;
        } else if !own {
            return Ok(());
        }
        self.store.clean_journal().map_err(SessionError::Store)
    }

    /// Remembers the cards that the intake serves today, as far as handlers of the roster in force signed them.
    ///
    /// # Errors
    ///
    /// [`SessionError::Store`] if they cannot be remembered.
    pub fn take_cards(
        &mut self,
        served: &RosterAndCards<'_>,
        root: &VerifyingKey,
    ) -> Result<(), SessionError> {
        match self.rosters.last_key_value() {
            Some((_, roster)) => self.epochs.take_cards(&self.store, served, roster, root),
            None => Ok(()),
        }
    }

    /// Returns a handler's card of today; `None` if the handler is away.
    pub fn card(&self, handler: &str) -> Option<&Card> {
        self.epochs.card(handler, self.today)
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
        let (serial, epoch) = (self.roster()?.serial, Epoch::of(self.today));
        let mut keys = self.team_keys.values();
        keys.find(|key| (key.roster, key.epoch) == (serial, epoch))
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
