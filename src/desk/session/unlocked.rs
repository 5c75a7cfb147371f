//! The unlocked desk: its store, its cases in memory, its rosters and its team keys.

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
    /// Every roster that the root key signed and this desk has seen, by its serial number.
    pub rosters: BTreeMap<u64, Roster>,
    /// Every team key that this desk has, by its name.
    pub team_keys: BTreeMap<Hex<16>, TeamKey>,
    /// The keys that reports are sealed to, and the cards of the team.
    pub epochs: Epochs,
    pub today: Day,
    version: i64,
}

const ROSTERS: &str = "rosters";
const TEAM_KEYS: &str = "team keys";

impl Session {
    /// Decrypts everything in the store, and returns the unlocked desk. Of the stored rosters only those that `root` signed are
    /// used; it is `None` until this desk has joined an organisation.
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

    /// Reads the rosters that `root` signed, and the team keys, from the store.
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

    /// Returns the value under `name` in the desk's memory, or the default one.
    fn recall<T: serde::de::DeserializeOwned + Default>(
        &self,
        name: &str,
    ) -> Result<T, SessionError> {
        let known = self.store.recall(name).map_err(SessionError::Store)?;
        Ok(known.unwrap_or_default())
    }

    /// Reads everything again if another process has changed the database. Returns whether one has.
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

    /// Stores a signed roster, to check the events that are made under it.
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

    /// Returns every roster that this desk has seen, with its signature.
    pub fn signed_rosters(&self) -> Result<Vec<String>, SessionError> {
        self.recall(ROSTERS)
    }

    /// Stores a team key.
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
            Some((_, roster)) => {
                self.epochs
                    .take_cards(&self.store, self.today, served, roster, root)
            }
            None => Ok(()),
        }
    }

    /// Returns a handler's card of today; `None` if the handler is away.
    pub fn card(&self, handler: &str) -> Option<&Card> {
        self.epochs.card(handler, self.today)
    }

    /// Returns the ids of the handlers of the roster in force who are away: they have no card of today, as far as this desk knows.
    pub fn away(&self) -> Vec<&str> {
        let handlers = self.roster().map_or(&[][..], |roster| &roster.handlers);
        let ids = handlers.iter().map(|handler| handler.id.as_str());
        ids.filter(|id| self.card(id).is_none()).collect()
    }

    /// Returns the roster in force, as this desk knows it.
    pub fn roster(&self) -> Option<&Roster> {
        self.rosters.last_key_value().map(|(_, roster)| roster)
    }

    /// Returns the serial number of the first roster that names this handler, as far as this desk knows; 0 if none does.
    pub fn first_roster(&self) -> u64 {
        let own = &self.store.keys().id;
        let mut naming = self.rosters.values();
        let first = naming.find(|roster| roster.handler(own).is_some());
        first.map_or(0, |roster| roster.serial)
    }

    /// Returns the team key that new events are sealed under; `None` if the roster in force has none yet. If it has several, every
    /// desk chooses the same one.
    pub fn team_key(&self) -> Option<&TeamKey> {
        let (serial, epoch) = (self.roster()?.serial, Epoch::of(self.today));
        let mut keys = self.team_keys.values();
        keys.find(|key| (key.roster, key.epoch) == (serial, epoch))
    }

    /// Returns the case that this ticket belongs to.
    ///
    /// # Errors
    /// [`SessionError::DoesNotOpen`] if the submission did not open; [`SessionError::Gone`] if the case was purged;
    /// [`StoreError::NoCase`] if this desk never had it.
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

    /// Returns the folded state of the case that this ticket belongs to.
    ///
    /// # Errors
    /// Those of [`Session::entry`].
    pub fn case(&self, ticket: Ticket) -> Result<&Case, SessionError> {
        Ok(self.entry(ticket)?.case)
    }

    /// Returns the content of the submission with this ticket.
    ///
    /// # Errors
    /// Those of [`Session::entry`].
    pub fn content(&self, ticket: Ticket) -> Result<&Content, SessionError> {
        self.entry(ticket)?;
        let record = self.cases.record(ticket);
        let missing = SessionError::Store(StoreError::NoCase(ticket));
        record.map(|record| &record.content).ok_or(missing)
    }
}
