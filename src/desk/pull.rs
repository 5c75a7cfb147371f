//! Brings what the intake holds to this desk, opens it, and only then says so.
//!
//! First every report, then every piece in the order of tickets, then one confirmation of all: the intake
//! is not told which pieces belong to which report. What is interrupted goes on with the next pull.

use super::attachment::open_piece;
use super::client::{ClientError, Intake};
use super::desk::{Desk, DeskError};
use super::keyring::open::open;
use super::report::Told;
use serde::{Deserialize, Serialize};
use sotto::hex::Hex;
use sotto::roster::{Roster, RosterError};
use sotto::sealed::Sealed;
use sotto::signed::VerifyingKey;
use sotto::ticket::Ticket;
use sotto::wire::{Confirm, Listing};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where this desk's intake is, and whom the desk believes.
#[derive(Serialize, Deserialize)]
pub struct Joined {
    pub root: VerifyingKey,
    pub intake: String,
    pub proxy: Option<String>,
    /// The highest roster seen.
    pub serial: u64,
}

/// What a pull brought.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pulled {
    pub new: Vec<Ticket>,
    /// They do not open with this handler's keys, or hold no report.
    pub unopened: Vec<Ticket>,
    /// Some of their pieces are not there to be had.
    pub incomplete: Vec<Ticket>,
}

/// Why a pull ended early, and what to do. What came before that is safe.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    #[error("this desk has not joined an organisation; run `sotto-desk join`")]
    NotJoined,
    #[error("{0}")]
    Client(ClientError),
    #[error("{0}")]
    Roster(RosterError),
    #[error(
        "the intake's roster does not name this handler with these keys; ask the holder of the root key for a new roster"
    )]
    NotNamed,
    #[error("{0}")]
    Desk(DeskError),
    #[error("cannot start: {0}")]
    Start(io::Error),
    #[error("cannot keep the sealed file {path}: {1}", path = .0.display())]
    Keep(PathBuf, io::Error),
}

/// Reads where this desk belongs.
pub fn joined(desk: &Desk) -> Result<Joined, PullError> {
    let remembered = desk
        .store
        .recall("joined")
        .map_err(DeskError::Store)
        .map_err(PullError::Desk)?
        .ok_or(PullError::NotJoined)?;
    serde_json::from_slice(remembered.expose()).map_err(|_| PullError::NotJoined)
}

/// Remembers where this desk belongs.
pub fn join(desk: &Desk, joined: &Joined) -> Result<(), PullError> {
    let bytes = serde_json::to_vec(joined).map_err(|_| PullError::NotJoined)?;
    desk.store
        .remember("joined", &bytes)
        .map_err(DeskError::Store)
        .map_err(PullError::Desk)
}

/// The roster that was seen last.
pub fn roster(desk: &Desk) -> Result<Roster, PullError> {
    let joined = joined(desk)?;
    let signed = desk
        .store
        .recall("roster")
        .map_err(DeskError::Store)
        .map_err(PullError::Desk)?
        .ok_or(PullError::NotJoined)?;
    verify(&String::from_utf8_lossy(signed.expose()), &joined.root)
}

/// Pulls, and returns when done. `keep` names a folder for the sealed files as they came, if they are wanted.
pub fn pull_now(desk: &mut Desk, now: u64, keep: Option<&Path>) -> Result<Pulled, PullError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(PullError::Start)?;
    runtime.block_on(pull(desk, now, keep))
}

async fn pull(desk: &mut Desk, now: u64, keep: Option<&Path>) -> Result<Pulled, PullError> {
    let intake = session(desk, now).await?;
    let listed = intake.list().await.map_err(PullError::Client)?;
    desk.remember_bursts(&listed.burst)
        .map_err(PullError::Desk)?;
    let mut pulled = Pulled::default();
    for ticket in &listed.reports {
        let sealed = intake.report(*ticket);
        take_in(desk, *ticket, sealed, is_report, keep, &mut pulled).await?;
    }
    for ticket in &listed.letters {
        let sealed = intake.letter(*ticket);
        take_in(desk, *ticket, sealed, |_| true, keep, &mut pulled).await?;
    }
    pull_pieces(desk, &intake).await?;
    pulled.incomplete = desk.store.cases_complete(false).map_err(store)?;
    confirm(desk, &intake, &listed).await?;
    Ok(pulled)
}

/// A session at the intake where this desk belongs, once its roster has been checked.
pub async fn session(desk: &Desk, now: u64) -> Result<Intake, PullError> {
    let mut joined = joined(desk)?;
    let mut intake =
        Intake::new(&joined.intake, joined.proxy.as_deref()).map_err(PullError::Client)?;
    check_roster(desk, &mut joined, &intake).await?;
    let logging_in = intake.log_in(desk.store.keys(), now);
    logging_in.await.map_err(PullError::Client)?;
    Ok(intake)
}

async fn check_roster(desk: &Desk, joined: &mut Joined, intake: &Intake) -> Result<(), PullError> {
    let signed = intake.roster().await.map_err(PullError::Client)?;
    let roster = verify(&signed, &joined.root)?;
    roster
        .holds_on(desk.today, joined.serial)
        .map_err(PullError::Roster)?;
    let keys = desk.store.keys();
    let named = roster
        .handler(&keys.id)
        .is_some_and(|(_, handler)| handler.verifying_key == keys.verifying_key());
    if !named {
        return Err(PullError::NotNamed);
    }
    joined.serial = roster.serial;
    join(desk, joined)?;
    desk.store
        .remember("roster", signed.as_bytes())
        .map_err(store)
}

fn verify(signed: &str, root: &VerifyingKey) -> Result<Roster, PullError> {
    let (signature, json) = signed
        .split_once('\n')
        .ok_or(PullError::Roster(RosterError::Signature))?;
    let signature = Hex::parse(signature).ok_or(PullError::Roster(RosterError::Signature))?;
    Roster::verify(json.as_bytes(), &signature, root).map_err(PullError::Roster)
}

fn is_report(bytes: &[u8]) -> bool {
    Sealed::try_from(bytes.to_vec()).is_ok()
}

/// One report or letter that does not open must not stop the others. Nothing is asked for that is here.
async fn take_in(
    desk: &mut Desk,
    ticket: Ticket,
    sealed: impl Future<Output = Result<Option<Vec<u8>>, ClientError>>,
    sound: fn(&[u8]) -> bool,
    keep: Option<&Path>,
    pulled: &mut Pulled,
) -> Result<(), PullError> {
    if desk.store.has_case(ticket).map_err(store)? {
        return Ok(());
    }
    let Some(bytes) = sealed.await.map_err(PullError::Client)? else {
        return Ok(());
    };
    if let Some(folder) = keep {
        keep_sealed(&folder.join(format!("{ticket}.age")), &bytes)?;
    }
    let told = Some(&bytes)
        .filter(|bytes| sound(bytes))
        .and_then(|bytes| open(bytes, &desk.store.keys().identity).ok());
    match told.filter(|told| Told::read(told.expose()).is_ok()) {
        Some(told) => {
            desk.take_in(ticket, &told).map_err(PullError::Desk)?;
            pulled.new.push(ticket);
        }
        None => {
            desk.store.keep_unopened(ticket, &bytes).map_err(store)?;
            pulled.unopened.push(ticket);
        }
    }
    Ok(())
}

/// Every piece that is still wanted, in the order of tickets, whichever report it belongs to.
async fn pull_pieces(desk: &Desk, intake: &Intake) -> Result<(), PullError> {
    let incomplete = desk.store.cases_complete(false).map_err(store)?;
    let mut wanted = BTreeMap::new();
    for case in &incomplete {
        for (number, attachment) in desk
            .told(*case)
            .map_err(PullError::Desk)?
            .attachments()
            .iter()
            .enumerate()
        {
            for (index, piece) in attachment.pieces.iter().enumerate() {
                wanted.insert(*piece, (*case, number, index));
            }
        }
    }
    for (piece, (case, number, index)) in wanted {
        if desk.store.has_piece(piece).map_err(store)? {
            continue;
        }
        let Some(sealed) = intake.piece(piece).await.map_err(PullError::Client)? else {
            continue;
        };
        let told = desk.told(case).map_err(PullError::Desk)?;
        // What was changed is not kept, so that it is not confirmed and can still be had from elsewhere.
        if told
            .attachments()
            .get(number)
            .is_some_and(|attachment| open_piece(attachment, index, &sealed).is_some())
        {
            desk.store.keep_piece(piece, &sealed).map_err(store)?;
        }
    }
    for case in incomplete {
        if has_all(desk, case)? {
            desk.store.mark_complete(case).map_err(store)?;
        }
    }
    Ok(())
}

fn pieces_of(desk: &Desk, case: Ticket) -> Result<Vec<Ticket>, PullError> {
    let told = desk.told(case).map_err(PullError::Desk)?;
    Ok(told
        .attachments()
        .iter()
        .flat_map(|attachment| attachment.pieces.iter().copied())
        .collect())
}

fn has_all(desk: &Desk, case: Ticket) -> Result<bool, PullError> {
    for piece in pieces_of(desk, case)? {
        if !desk.store.has_piece(piece).map_err(store)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Everything listed that rests here whole; again and again, since a new roster asks anew.
async fn confirm(desk: &Desk, intake: &Intake, listed: &Listing) -> Result<(), PullError> {
    let complete = desk.store.cases_complete(true).map_err(store)?;
    let here = |tickets: &[Ticket]| -> Vec<Ticket> {
        let here = tickets.iter().filter(|ticket| complete.contains(ticket));
        here.copied().collect()
    };
    let (reports, letters) = (here(&listed.reports), here(&listed.letters));
    let mut pieces = Vec::new();
    for case in &reports {
        pieces.extend(pieces_of(desk, *case)?);
    }
    pieces.sort_unstable();
    if reports.is_empty() && letters.is_empty() {
        return Ok(());
    }
    intake
        .confirm(&Confirm {
            reports,
            pieces,
            letters,
        })
        .await
        .map_err(PullError::Client)
}

fn keep_sealed(path: &Path, bytes: &[u8]) -> Result<(), PullError> {
    let write = || {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)?
            .write_all(bytes)
    };
    write().map_err(|error| PullError::Keep(path.to_owned(), error))
}

fn store(error: super::store::StoreError) -> PullError {
    PullError::Desk(DeskError::Store(error))
}
