//! What a handler can do with their cases: look, label, set the state, code.

use super::attachment::{self, AttachmentError};
use super::case::Case;
use super::event::{Change, Event, Label, State};
use super::report::{NotAReport, Told};
use super::store::{Store, StoreError};
use super::thread::Threads;
use sotto::code::Code;
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::secret::Secret;
use sotto::ticket::Ticket;
use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What went wrong at the desk, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error("{0}")]
    Store(StoreError),
    #[error("{0}: {1}")]
    Report(Ticket, NotAReport),
    #[error(
        "report {0} does not open with this desk's keys: it was sealed to others, or changed on its way"
    )]
    DoesNotOpen(Ticket),
    #[error("this report has no attachment {0}; `sotto-desk show` numbers them from 1")]
    NoAttachment(usize),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("attachment {0} cannot be opened: {1}; nothing was written")]
    Attachment(usize, AttachmentError),
    #[error("case {0} is not closed; run `sotto-desk state closed {0}` first")]
    NotClosed(Ticket),
}

const BURSTS: &str = "bursts";

/// The unlocked desk.
pub struct Desk {
    pub store: Store,
    pub today: Day,
}

impl Desk {
    /// What the report of this case told.
    pub fn told(&self, ticket: Ticket) -> Result<Told, DeskError> {
        let plaintext = self.store.told(ticket).map_err(DeskError::Store)?;
        Told::read(plaintext.expose()).map_err(|error| DeskError::Report(ticket, error))
    }

    /// Where the case stands.
    pub fn case(&self, ticket: Ticket) -> Result<Case, DeskError> {
        self.store
            .events(ticket)
            .map(|events| Case::fold(&events))
            .map_err(DeskError::Store)
    }

    /// What the intake said came as one of many.
    pub fn bursts(&self) -> Result<BTreeSet<Ticket>, DeskError> {
        let known = self.store.recall(BURSTS).map_err(DeskError::Store)?;
        let known = known.and_then(|known| serde_json::from_slice(known.expose()).ok());
        Ok(known.unwrap_or_default())
    }

    /// The intake forgets; the desk does not.
    pub fn remember_bursts(&self, more: &[Ticket]) -> Result<(), DeskError> {
        let mut known = self.bursts()?;
        let before = known.len();
        known.extend(more);
        if known.len() == before {
            return Ok(());
        }
        let bytes = serde_json::to_vec(&known).unwrap_or_default();
        self.store
            .remember(BURSTS, &bytes)
            .map_err(DeskError::Store)
    }

    /// Makes the same change to several cases: to all or to none.
    pub fn change(&mut self, tickets: &[Ticket], changes: &[Change]) -> Result<(), DeskError> {
        let all = tickets
            .iter()
            .flat_map(|ticket| changes.iter().map(|change| (*ticket, change.clone())))
            .collect::<Vec<_>>();
        let _lock = self.store.lock().map_err(DeskError::Store)?;
        let (mut counter, mut previous) = self.store.last_event().map_err(DeskError::Store)?;
        let mut events = Vec::new();
        for (case, change) in all {
            counter += 1;
            let event = self.event(case, counter, previous, change);
            previous = Some(digest(&event)?);
            events.push(event);
        }
        self.store.add_events(events).map_err(DeskError::Store)
    }

    /// Sets how far cases have come, with all that followed their reports.
    pub fn set_state(&mut self, tickets: &[Ticket], state: State) -> Result<(), DeskError> {
        let threads = Threads::read(self)?;
        let all: BTreeSet<Ticket> = tickets
            .iter()
            .flat_map(|ticket| threads.whole(*ticket))
            .collect();
        self.change(
            &all.into_iter().collect::<Vec<_>>(),
            &[Change::State(state)],
        )
    }

    /// Adds or removes labels.
    pub fn label(
        &mut self,
        tickets: &[Ticket],
        labels: Vec<Label>,
        remove: bool,
    ) -> Result<(), DeskError> {
        let change = if remove {
            Change::RemoveLabel
        } else {
            Change::AddLabel
        };
        self.change(tickets, &labels.into_iter().map(change).collect::<Vec<_>>())
    }

    /// Codes cases for the statistics. Only a closed case has facts.
    pub fn code(&mut self, tickets: &[Ticket], code: Code) -> Result<(), DeskError> {
        for ticket in tickets {
            if self.case(*ticket)?.state != State::Closed {
                return Err(DeskError::NotClosed(*ticket));
            }
        }
        self.change(tickets, &[Change::Code(code)])
    }

    /// Takes in what a sealed report told: one new case, unless it is here already.
    pub fn take_in(&mut self, ticket: Ticket, told: &Secret<Vec<u8>>) -> Result<(), DeskError> {
        let _lock = self.store.lock().map_err(DeskError::Store)?;
        if self.store.has_case(ticket).map_err(DeskError::Store)? {
            return Ok(());
        }
        let (counter, previous) = self.store.last_event().map_err(DeskError::Store)?;
        let event = self.event(ticket, counter + 1, previous, Change::Pulled);
        self.store
            .keep_case(ticket, told, event)
            .map_err(DeskError::Store)
    }

    /// Writes attachment `number`, counted from 1, to a new file that only its owner can read.
    pub fn write_attachment(
        &self,
        ticket: Ticket,
        number: usize,
        out: &Path,
    ) -> Result<(), DeskError> {
        let told = self.told(ticket)?;
        let place = number.checked_sub(1).ok_or(DeskError::NoAttachment(0))?;
        let attachment = told.attachments().get(place);
        let whole = match &told {
            Told::File(bytes) if place == 0 => Some(bytes),
            _ if attachment.is_none() => return Err(DeskError::NoAttachment(number)),
            _ => None,
        };
        let failed = |error| DeskError::Write(out.to_owned(), error);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(out)
            .map_err(failed)?;
        let mut file = BufWriter::new(file);
        let piece = |index: usize| {
            attachment
                .and_then(|attachment| attachment.pieces.get(index))
                .and_then(|piece| self.store.piece(*piece).ok().flatten())
        };
        let written = match (attachment, whole) {
            (Some(attachment), _) => attachment::write(attachment, piece, &mut file),
            (None, bytes) => file
                .write_all(bytes.map_or(&[], Vec::as_slice))
                .map_err(AttachmentError::Write),
        };
        let written = written.and_then(|()| file.flush().map_err(AttachmentError::Write));
        written.map_err(|error| {
            // What came out so far is of no use, and must not be taken for the whole.
            let _ = std::fs::remove_file(out);
            DeskError::Attachment(number, error)
        })
    }

    fn event(
        &self,
        case: Ticket,
        counter: u64,
        previous: Option<Hex<32>>,
        change: Change,
    ) -> Event {
        Event {
            case,
            handler: self.store.keys().id.clone(),
            counter,
            previous,
            day: self.today,
            change,
        }
    }
}

fn digest(event: &Event) -> Result<Hex<32>, DeskError> {
    let bytes = sotto::signed::canonical(event)
        .map_err(|error| DeskError::Store(StoreError::Event(error)))?;
    Ok(Hex(<sha2::Sha256 as sha2::Digest>::digest(bytes).into()))
}
