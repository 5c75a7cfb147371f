//! The unlocked desk: what rests, what is known of it, and the one way to change a case.

use super::attachment::{self, AttachmentError};
use super::book::{Book, Entry};
use super::case::Case;
use super::change::{Act, Change};
use super::event::{Event, Known, Link, SignedEvent};
use super::keyring::file::create_new;
use super::proposal::Proposal;
use super::report::Told;
use super::store::{About, Last, NewCase, Store, StoreError};
use super::team::{TeamKey, WrittenKey, fits};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::roster::Roster;
use sotto::secret::Secret;
use sotto::signed::VerifyingKey;
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What went wrong at the desk, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error("{0}")]
    Store(StoreError),
    #[error(
        "report {0} does not open with this desk's keys: it was sealed to others, or changed on its way"
    )]
    DoesNotOpen(Ticket),
    #[error("case {0} was forgotten at every desk")]
    Gone(Ticket),
    #[error("this report has no attachment {0}; `sotto-desk show` numbers them from 1")]
    NoAttachment(usize),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("attachment {0} cannot be opened: {1}; nothing was written")]
    Attachment(usize, AttachmentError),
    #[error("case {0} is not closed; run `sotto-desk state closed {0}` first")]
    NotClosed(Ticket),
    #[error(
        "this country does not lie in this region; choose the region that it lies in, or exile-transnational"
    )]
    OtherRegion,
    #[error("this is too long for one note; write it as several")]
    TooLong,
    #[error("there is nothing to write")]
    Empty,
    #[error("nobody in the roster is called {0}")]
    NoHandler(String),
    #[error("a case cannot be linked with itself")]
    Itself,
    #[error("nothing of this kind is proposed for case {0}")]
    NotProposed(Ticket),
    #[error("another handler must agree: nobody does so to what they proposed themselves")]
    OwnProposal,
}

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

    /// Makes the same changes to several cases: to all or to none. The new events' names.
    pub fn change(
        &mut self,
        tickets: &[Ticket],
        changes: &[Change],
    ) -> Result<Vec<Hex<32>>, DeskError> {
        let mut all = Vec::new();
        for ticket in tickets {
            let head = self.entry(*ticket)?.head;
            all.extend(changes.iter().map(|change| (Some(head), change.clone())));
        }
        self.record(all)
    }

    /// Makes changes, each to its own case: all or none.
    pub fn change_each(
        &mut self,
        changes: Vec<(Ticket, Change)>,
    ) -> Result<Vec<Hex<32>>, DeskError> {
        let mut all = Vec::new();
        for (ticket, change) in changes {
            all.push((Some(self.entry(ticket)?.head), change));
        }
        self.record(all)
    }

    /// Says something of the team.
    pub fn say(&mut self, change: Change) -> Result<(), DeskError> {
        self.record(vec![(None, change)]).map(|_| ())
    }

    fn record(
        &mut self,
        changes: Vec<(Option<Ticket>, Change)>,
    ) -> Result<Vec<Hex<32>>, DeskError> {
        let _lock = self.store.lock().map_err(DeskError::Store)?;
        let mut last = self.store.last().map_err(DeskError::Store)?;
        let mut events = Vec::new();
        self.made.clear();
        for (case, change) in changes {
            self.made.extend(case.map(|case| (case, change.clone())));
            events.push((self.next(&mut last, case, change)?, None));
        }
        self.store
            .add_events(&events, last)
            .map_err(DeskError::Store)?;
        let names = events.iter().map(|(known, _)| known.digest).collect();
        self.take_in_events(events);
        Ok(names)
    }

    /// The handler's next event: behind their last, and behind everything that this desk has seen.
    fn next(
        &self,
        last: &mut Last,
        case: Option<Ticket>,
        change: Change,
    ) -> Result<Known, DeskError> {
        let json = |error| DeskError::Store(StoreError::Event(error));
        last.counter += 1;
        let roster = self.roster().map_or(0, |roster| roster.serial);
        let event = Event {
            case,
            handler: self.store.keys().id.clone(),
            counter: last.counter,
            roster,
            previous: last.own.map(|(_, digest)| Link {
                digest,
                roster: last.roster,
            }),
            day: self.today,
            change,
        };
        let signed = SignedEvent::sign(event, self.store.keys()).map_err(json)?;
        if !fits(&signed).map_err(json)? {
            return Err(DeskError::TooLong);
        }
        let known = signed.known().map_err(json)?;
        last.own = Some((last.counter, known.digest));
        last.roster = roster;
        Ok(known)
    }

    /// Whether a change could be recorded: asked before something is done that cannot be undone.
    pub fn could_record(&self, ticket: Ticket, change: Change) -> Result<(), DeskError> {
        let head = self.entry(ticket)?.head;
        self.next(&mut Last::default(), Some(head), change)
            .map(|_| ())
    }

    /// Takes events into the book that rest already.
    pub fn take_in_events(&mut self, events: Vec<(Known, Option<Ticket>)>) {
        let own = self.store.keys().id.clone();
        let mut heads = BTreeSet::new();
        for (known, wire) in events {
            heads.extend(known.event().case.map(|ticket| self.book.head(ticket)));
            self.book.add(known, wire, &own);
        }
        heads.into_iter().for_each(|head| self.book.refold(head));
        self.book.refold_team();
    }

    /// Adds what colleagues changed, all or none, with the names under which it lies at the intake.
    pub fn add_from_colleagues(
        &mut self,
        events: Vec<(Known, Option<Ticket>)>,
    ) -> Result<(), DeskError> {
        let _lock = self.store.lock().map_err(DeskError::Store)?;
        let mut last = self.store.last().map_err(DeskError::Store)?;
        for (known, _) in &events {
            let event = known.event();
            last.counter = last.counter.max(event.counter);
            // Our own, from before this desk was made anew from its backup.
            let newer = last.own.is_none_or(|(counter, _)| counter < event.counter);
            if event.handler == self.store.keys().id && newer {
                last.own = Some((event.counter, known.digest));
                last.roster = event.roster;
            }
        }
        self.store
            .add_events(&events, last)
            .map_err(DeskError::Store)?;
        self.take_in_events(events);
        Ok(())
    }

    /// Takes in what sealed reports told: one new case each, unless it is here already.
    pub fn take_in(&mut self, cases: &[NewCase]) -> Result<(), DeskError> {
        self.store.keep_cases(cases).map_err(DeskError::Store)?;
        for case in cases {
            self.reread(case.ticket)?;
        }
        Ok(())
    }

    /// Reads one record anew.
    pub fn reread(&mut self, ticket: Ticket) -> Result<(), DeskError> {
        self.book
            .reread(&self.store, ticket)
            .map_err(DeskError::Store)
    }

    /// A case as it comes from the intake.
    pub fn new_case(&self, ticket: Ticket, told: Secret<Vec<u8>>, burst: bool) -> NewCase {
        NewCase {
            ticket,
            told,
            about: About {
                arrived: self.today,
                burst,
                read: false,
            },
            events: Vec::new(),
        }
    }

    /// Notes that all of a record's pieces are here.
    pub fn mark_complete(&mut self, ticket: Ticket) -> Result<(), DeskError> {
        self.store.mark_complete(ticket).map_err(DeskError::Store)?;
        if let Some(record) = self.book.record(ticket) {
            let about = record.about;
            self.book.set_about(ticket, about, true);
        }
        Ok(())
    }

    /// Notes that the handler at this desk has looked at all of a case.
    pub fn mark_read(&mut self, ticket: Ticket) -> Result<(), DeskError> {
        let unread: Vec<_> = self
            .entry(ticket)?
            .records()
            .filter(|(_, record)| !record.about.read)
            .map(|(ticket, record)| (ticket, record.about, record.complete))
            .collect();
        for (ticket, about, complete) in unread {
            let about = About {
                read: true,
                ..about
            };
            self.store
                .set_about(ticket, about)
                .map_err(DeskError::Store)?;
            self.book.set_about(ticket, about, complete);
        }
        Ok(())
    }

    /// Forgets what the team agreed to forget, once what was changed here is with the others: they must be able to follow. The
    /// cases that are gone.
    pub fn settle(&mut self) -> Result<Vec<Ticket>, DeskError> {
        // Where there is nobody to agree, one word must do.
        let alone = self
            .roster()
            .is_some_and(|roster| roster.handlers.len() == 1);
        let purges = |proposal: &&Proposal| proposal.act == Act::Purge && alone;
        let by_one = self.book.proposals.all_open().map(|(_, proposal)| proposal);
        let agreed = self
            .book
            .proposals
            .agreed(Act::Purge)
            .chain(by_one.filter(purges));
        let heads: BTreeSet<_> = agreed
            .map(|proposal| proposal.case)
            .filter_map(|case| self.book.entry(case))
            .filter(|entry| !self.has_unsent(entry))
            .map(|entry| entry.head)
            .collect();
        for head in &heads {
            self.forget(*head)?;
        }
        Ok(heads.into_iter().collect())
    }

    fn has_unsent(&self, entry: &Entry) -> bool {
        let mut events = entry.records().flat_map(|(_, record)| &record.events);
        events.any(|known| known.event().roster > 0 && self.book.unsent.contains(&known.digest))
    }

    fn forget(&mut self, head: Ticket) -> Result<(), DeskError> {
        let entry = self.entry(head)?;
        let tickets = entry.tickets.to_vec();
        let mut pieces = Vec::new();
        let mut digests = Vec::new();
        for (_, record) in entry.records() {
            let files = record.told.attachments().iter();
            pieces.extend(files.flat_map(|file| file.pieces.iter().copied()));
            digests.extend(record.events.iter().map(|known| known.digest));
        }
        let _lock = self.store.lock().map_err(DeskError::Store)?;
        self.store
            .forget(&tickets, &pieces, &digests)
            .map_err(DeskError::Store)?;
        self.book.forget(&tickets);
        Ok(())
    }

    /// Copies attachment `number` of what came under this ticket, counted from 1.
    pub fn copy_attachment(
        &self,
        ticket: Ticket,
        number: usize,
        out: &mut impl Write,
    ) -> Result<(), DeskError> {
        let told = self.told(ticket)?;
        let place = number.checked_sub(1).ok_or(DeskError::NoAttachment(0))?;
        let copied = match (told, told.attachments().get(place)) {
            (_, Some(attachment)) => {
                let piece = |index: usize| {
                    let piece = attachment.pieces.get(index)?;
                    self.store.piece(*piece).ok().flatten()
                };
                attachment::write(attachment, piece, out)
            }
            (Told::File(bytes), None) if place == 0 => {
                out.write_all(bytes).map_err(AttachmentError::Write)
            }
            _ => return Err(DeskError::NoAttachment(number)),
        };
        copied.map_err(|error| DeskError::Attachment(number, error))
    }

    /// Writes attachment `number`, counted from 1, to a new file that only its owner can read.
    pub fn write_attachment(
        &self,
        ticket: Ticket,
        number: usize,
        out: &Path,
    ) -> Result<(), DeskError> {
        let told = self.told(ticket)?;
        let is_file = matches!(told, Told::File(_)) && number == 1;
        if number == 0 || number > told.attachments().len() && !is_file {
            return Err(DeskError::NoAttachment(number));
        }
        let failed = |error| DeskError::Write(out.to_owned(), error);
        let file = create_new(out).map_err(failed)?;
        let mut file = BufWriter::new(file);
        let copied = self.copy_attachment(ticket, number, &mut file);
        let copied = copied.and_then(|()| file.flush().map_err(failed));
        copied.inspect_err(|_| {
            // What came out so far is of no use, and must not be taken for the whole.
            let _ = std::fs::remove_file(out);
        })
    }
}
