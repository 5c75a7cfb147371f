//! The unlocked desk: what rests, what is known of it, and the one way to change a case.

use crate::cases::entry::Entry;
use crate::cases::index::Book;
use crate::model::case::Case;
use crate::model::change::Change;
use crate::report::content::Told;
use crate::session::error::DeskError;
use crate::session::team_key::{TeamKey, WrittenKey};
use crate::store::{Store, StoreError};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::roster::Roster;
use sotto::signed::VerifyingKey;
use sotto::ticket::Ticket;
use std::collections::BTreeMap;

/// The unlocked desk.
pub struct Desk {
    pub store: Store,
    pub book: Book,
    /// Every roster that the root key signed and this desk saw, by its serial number.
    pub rosters: BTreeMap<u64, Roster>,
    /// Every key of the team that this desk was given.
    pub team_keys: BTreeMap<Hex<16>, TeamKey>,
    pub today: Day,
    /// What the last verb changed in cases, so that it can be undone.
    pub made: Vec<(Ticket, Change)>,
    version: i64,
}

const ROSTERS: &str = "rosters";
const TEAM_KEYS: &str = "team keys";

impl Desk {
    /// Opens all that rests here. `root` vouches for rosters, once this desk has joined.
    pub fn open(store: Store, today: Day, root: Option<&VerifyingKey>) -> Result<Self, DeskError> {
        let version = store.version().map_err(DeskError::Store)?;
        let book = Book::read(&store).map_err(DeskError::Store)?;
        let mut desk = Self {
            store,
            book,
            rosters: BTreeMap::new(),
            team_keys: BTreeMap::new(),
            today,
            made: Vec::new(),
            version,
        };
        desk.read_team(root)?;
        Ok(desk)
    }

    fn read_team(&mut self, root: Option<&VerifyingKey>) -> Result<(), DeskError> {
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

    fn recall<T: serde::de::DeserializeOwned + Default>(&self, name: &str) -> Result<T, DeskError> {
        let known = self.store.recall(name).map_err(DeskError::Store)?;
        Ok(known.unwrap_or_default())
    }

    /// Reads everything anew where another process has changed it.
    pub fn refresh(&mut self, root: Option<&VerifyingKey>) -> Result<bool, DeskError> {
        let version = self.store.version().map_err(DeskError::Store)?;
        if version == self.version {
            return Ok(false);
        }
        let mut book = Book::read(&self.store).map_err(DeskError::Store)?;
        book.arrivals_of(&mut self.book);
        self.book = book;
        self.version = version;
        self.read_team(root)?;
        Ok(true)
    }

    /// Remembers a signed roster, for the events that were made under it.
    pub fn add_roster(&mut self, signed: &str, roster: Roster) -> Result<(), DeskError> {
        if self.rosters.insert(roster.serial, roster).is_some() {
            return Ok(());
        }
        let mut all: Vec<String> = self.recall(ROSTERS)?;
        all.push(signed.to_owned());
        self.store.remember(ROSTERS, &all).map_err(DeskError::Store)
    }

    /// The signed rosters that this desk saw.
    pub fn signed_rosters(&self) -> Result<Vec<String>, DeskError> {
        self.recall(ROSTERS)
    }

    /// Keeps a team key.
    pub fn add_team_key(&mut self, key: TeamKey) -> Result<(), DeskError> {
        self.team_keys.insert(key.name, key);
        let written: Vec<_> = self.team_keys.values().map(TeamKey::write).collect();
        self.store
            .remember(TEAM_KEYS, &written)
            .map_err(DeskError::Store)
    }

    /// The roster in force, as this desk knows it.
    pub fn roster(&self) -> Option<&Roster> {
        self.rosters.last_key_value().map(|(_, roster)| roster)
    }

    /// The first roster that names this handler, as far as this desk knows.
    pub fn first_roster(&self) -> u64 {
        let own = &self.store.keys().id;
        let mut naming = self.rosters.values();
        let first = naming.find(|roster| roster.handler(own).is_some());
        first.map_or(0, |roster| roster.serial)
    }

    /// What new events are sealed under: every desk takes the same of several.
    pub fn team_key(&self) -> Option<&TeamKey> {
        let serial = self.roster()?.serial;
        self.team_keys.values().find(|key| key.roster == serial)
    }

    /// The case that this ticket belongs to.
    pub fn entry(&self, ticket: Ticket) -> Result<Entry<'_>, DeskError> {
        if self.book.unopened.contains(&ticket) {
            return Err(DeskError::DoesNotOpen(ticket));
        }
        if self.book.gone.contains(&ticket) {
            return Err(DeskError::Gone(ticket));
        }
        let missing = DeskError::Store(StoreError::NoCase(ticket));
        self.book.entry(ticket).ok_or(missing)
    }

    /// Where the case stands.
    pub fn case(&self, ticket: Ticket) -> Result<&Case, DeskError> {
        Ok(self.entry(ticket)?.case)
    }

    /// What was told under this very ticket.
    pub fn told(&self, ticket: Ticket) -> Result<&Told, DeskError> {
        self.entry(ticket)?;
        let record = self.book.record(ticket);
        let missing = DeskError::Store(StoreError::NoCase(ticket));
        record.map(|record| &record.told).ok_or(missing)
    }
}
