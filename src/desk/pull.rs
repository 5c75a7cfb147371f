//! Brings what the intake holds to this desk, opens it, and only then says so.
//!
//! First every report, then every piece in the order of tickets, then one confirmation of all: the intake
//! is not told which pieces belong to which report. Last, what colleagues changed. What is interrupted goes on with the
//! next pull. The desk is locked only to look and to write, never while the network is waited for.

use super::attachment::open_piece;
use super::client::{ClientError, Intake};
use super::contribute;
use super::desk::{Desk, DeskError};
use super::keyring::file::overwrite;
use super::keyring::keys::Keys;
use super::keyring::open::open;
use super::notice::{Notice, notice};
use super::report::{Format, Told};
use super::store::StoreError;
use super::sync;
use super::team::TeamError;
use serde::{Deserialize, Serialize};
use sotto::hex::Hex;
use sotto::roster::{Roster, RosterError};
use sotto::sealed::Sealed;
use sotto::secret::Secret;
use sotto::signed::VerifyingKey;
use sotto::ticket::Ticket;
use sotto::wire::{Confirm, Listing};
use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::task::JoinSet;

/// How many things are fetched at once: each takes a second or more over Tor.
const AT_ONCE: usize = 6;
/// How many reports are opened together, with all processors, and kept in one transaction.
const TOGETHER: usize = 64;

/// Where this desk's intake is, and whom the desk believes.
#[derive(Clone, Serialize, Deserialize)]
pub struct Joined {
    pub root: VerifyingKey,
    pub intake: String,
    pub proxy: Option<String>,
    /// The highest roster seen.
    pub serial: u64,
    /// Where reporters come in, if this desk watches what they are shown.
    #[serde(default)]
    pub site: Option<String>,
}

/// What a pull brought.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pulled {
    pub new: Vec<Ticket>,
    /// They do not open with this handler's keys, or hold no report.
    pub unopened: Vec<Ticket>,
    /// Some of their pieces are not there to be had.
    pub incomplete: Vec<Ticket>,
    /// Changes that colleagues made.
    pub changes: usize,
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
    #[error("{0}")]
    Team(TeamError),
    #[error("this desk does not know where reporters come in; run `sotto-desk join` with --site")]
    NoSite,
    #[error("cannot start: {0}")]
    Start(io::Error),
    #[error("a part of the work ended before its time; try again")]
    Ended,
    #[error("the desk was locked meanwhile; what came before that is safe")]
    Locked,
    #[error("cannot keep the sealed file {path}: {1}", path = .0.display())]
    Keep(PathBuf, io::Error),
}

/// A desk that several use, one at a time.
#[derive(Clone)]
pub struct Shared(Arc<Mutex<Option<Desk>>>);

impl Shared {
    pub fn new(desk: Option<Desk>) -> Self {
        Self(Arc::new(Mutex::new(desk)))
    }

    /// The desk, if it is unlocked; nobody else has it meanwhile.
    pub fn hold(&self) -> MutexGuard<'_, Option<Desk>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the desk.
    pub fn at<T, E>(&self, act: impl FnOnce(&mut Desk) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Locked>,
    {
        act(self.hold().as_mut().ok_or(Locked)?)
    }
}

/// The desk was locked meanwhile.
#[derive(Debug)]
pub struct Locked;

impl From<Locked> for PullError {
    fn from(_: Locked) -> Self {
        Self::Locked
    }
}

/// Where a pull has come to, for whoever looks.
#[derive(Clone, Default)]
pub struct Progress(Arc<Mutex<Option<Stage>>>);

/// So many of so many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stage {
    pub what: &'static str,
    pub done: usize,
    pub of: usize,
}

impl Progress {
    pub fn say(&self, what: &'static str, done: usize, of: usize) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Stage { what, done, of });
    }

    pub fn look(&self) -> Option<Stage> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Reads where this desk belongs.
pub fn joined(store: &super::store::Store) -> Result<Joined, PullError> {
    let remembered = store.recall("joined").map_err(self::store)?;
    remembered.ok_or(PullError::NotJoined)
}

/// Remembers where this desk belongs.
pub fn join(desk: &Desk, joined: &Joined) -> Result<(), PullError> {
    desk.store.remember("joined", joined).map_err(store)
}

/// The roster that was seen last.
pub fn roster(desk: &Desk) -> Result<&Roster, PullError> {
    desk.roster().ok_or(PullError::NotJoined)
}

/// Runs what waits for the network, on a thread that has nothing else to do.
pub fn run<T, E>(
    work: impl Future<Output = Result<T, E>>,
    failed: impl Fn(io::Error) -> E,
) -> Result<T, E> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.map_err(failed)?.block_on(work)
}

/// Pulls, and returns when done. `keep` names a folder for the sealed files as they came, if they are wanted.
pub fn pull_now(
    desk: &Shared,
    clock: fn() -> u64,
    keep: Option<&Path>,
    progress: &Progress,
) -> Result<Pulled, PullError> {
    let pulled = run(pull(desk, clock, keep, progress), PullError::Start);
    progress.end();
    pulled
}

async fn pull(
    desk: &Shared,
    clock: fn() -> u64,
    keep: Option<&Path>,
    progress: &Progress,
) -> Result<Pulled, PullError> {
    progress.say("connecting", 0, 0);
    let intake = Arc::new(session(desk, clock()).await?);
    let root = desk.at(|desk| joined(&desk.store))?.root;
    let listed = intake.list().await.map_err(PullError::Client)?;
    let mut pulled = Pulled::default();
    pull_sealed(desk, &intake, &listed, clock, keep, progress, &mut pulled).await?;
    pull_pieces(desk, &intake, progress).await?;
    pulled.incomplete = desk.at(|desk| Ok::<_, PullError>(incomplete(desk)))?;
    confirm(desk, &intake, &listed).await?;
    pulled.changes = sync::sync(desk, &intake, &root, progress).await?;
    contribute::post(desk, &intake).await?;
    // A case may have come from a colleague, with pieces of its own.
    pull_pieces(desk, &intake, progress).await?;
    desk.at(|desk| desk.store.remember(LAST_PULL, &desk.today).map_err(store))?;
    Ok(pulled)
}

/// The day of the last pull that went through.
pub const LAST_PULL: &str = "last pull";

/// A session at the intake where this desk belongs, once its roster has been checked.
pub async fn session(desk: &Shared, now: u64) -> Result<Intake, PullError> {
    let joined = desk.at(|desk| joined(&desk.store))?;
    let mut intake =
        Intake::new(&joined.intake, joined.proxy.as_deref()).map_err(PullError::Client)?;
    let signed = intake.roster().await.map_err(PullError::Client)?;
    let login = desk.at(|desk| {
        check_roster(desk, joined, &signed)?;
        super::client::login(desk.store.keys(), intake.host(), now).map_err(PullError::Client)
    })?;
    intake.log_in(login).await.map_err(PullError::Client)?;
    Ok(intake)
}

fn check_roster(desk: &mut Desk, mut joined: Joined, signed: &str) -> Result<(), PullError> {
    let roster = verify(signed, &joined.root)?;
    if roster.serial < joined.serial {
        let shown = Notice::OldRoster {
            serial: roster.serial,
        };
        notice(desk, shown).map_err(PullError::Desk)?;
    }
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
    if roster.serial != joined.serial {
        joined.serial = roster.serial;
        join(desk, &joined)?;
    }
    desk.add_roster(signed, roster).map_err(PullError::Desk)
}

/// Reads a signature, a line feed, and a roster.
pub fn verify(signed: &str, root: &VerifyingKey) -> Result<Roster, PullError> {
    Roster::verify_signed(signed, root).map_err(PullError::Roster)
}

fn is_report(bytes: &[u8]) -> bool {
    Sealed::try_from(bytes.to_vec()).is_ok()
}

/// Every report and letter that is not here yet, a few at once. One that does not open must not stop the others.
async fn pull_sealed(
    desk: &Shared,
    intake: &Arc<Intake>,
    listed: &Listing,
    clock: fn() -> u64,
    keep: Option<&Path>,
    progress: &Progress,
    pulled: &mut Pulled,
) -> Result<(), PullError> {
    let is_here = |desk: &Desk, ticket| {
        desk.book.record(ticket).is_some() || desk.book.gone.contains(&ticket)
    };
    let reports = listed.reports.iter().map(|ticket| (*ticket, true));
    let all = reports.chain(listed.letters.iter().map(|ticket| (*ticket, false)));
    let wanted: Vec<_> = desk.at(|desk| {
        Ok::<_, PullError>(all.filter(|(ticket, _)| !is_here(desk, *ticket)).collect())
    })?;
    for (number, some) in wanted.chunks(TOGETHER).enumerate() {
        progress.say("reports", number * TOGETHER, wanted.len());
        let (sealed, failed) = fetch(intake, some).await;
        desk.at(|desk| take_in(desk, sealed, listed, clock(), keep, pulled))?;
        failed.map_or(Ok(()), |error| Err(PullError::Client(error)))?;
    }
    Ok(())
}

/// Fetches these, in the order asked for; what came before something went wrong, and what that was.
async fn fetch(
    intake: &Arc<Intake>,
    wanted: &[(Ticket, bool)],
) -> (Vec<(Ticket, bool, Vec<u8>)>, Option<ClientError>) {
    let mut waiting = wanted.iter().copied();
    let mut underway = JoinSet::new();
    let (mut came, mut failed) = (Vec::new(), None);
    loop {
        while failed.is_none()
            && underway.len() < AT_ONCE
            && let Some((ticket, is_report)) = waiting.next()
        {
            let intake = Arc::clone(intake);
            underway.spawn(async move {
                let sealed = if is_report {
                    intake.report(ticket).await
                } else {
                    intake.letter(ticket).await
                };
                sealed.map(|sealed| Some((ticket, is_report, sealed?)))
            });
        }
        let Some(done) = underway.join_next().await else {
            break;
        };
        match done {
            Ok(Ok(sealed)) => came.extend(sealed),
            Ok(Err(error)) => failed = Some(error),
            Err(_) => failed = Some(ClientError::Reach),
        }
    }
    came.sort_unstable_by_key(|(ticket, ..)| *ticket);
    (came, failed)
}

/// Opens everything with all processors, and keeps what opened in one transaction.
fn take_in(
    desk: &mut Desk,
    sealed: Vec<(Ticket, bool, Vec<u8>)>,
    listed: &Listing,
    now: u64,
    keep: Option<&Path>,
    pulled: &mut Pulled,
) -> Result<(), PullError> {
    if let Some(folder) = keep {
        for (ticket, _, bytes) in &sealed {
            keep_sealed(&folder.join(format!("{ticket}.age")), bytes)?;
        }
    }
    let opened = open_all(desk.store.keys(), &sealed);
    let mut cases = Vec::new();
    let mut reporters = HashSet::new();
    for ((ticket, _, bytes), told) in sealed.iter().zip(opened) {
        match told.filter(may_come) {
            Some(told) => {
                let reporter = reporter_of(&told);
                let told_before = reporter
                    .is_some_and(|key| desk.book.has_report_of(&key) || !reporters.insert(key));
                if told_before {
                    notice(desk, Notice::Twice { ticket: *ticket }).map_err(PullError::Desk)?;
                }
                cases.push(desk.new_case(*ticket, told, listed.burst.contains(ticket)));
                pulled.new.push(*ticket);
            }
            None => {
                desk.store.keep_unopened(*ticket, bytes).map_err(store)?;
                desk.book.unopened.insert(*ticket);
                pulled.unopened.push(*ticket);
            }
        }
    }
    desk.take_in(&cases).map_err(PullError::Desk)?;
    cases
        .iter()
        .for_each(|case| desk.book.arrived(case.ticket, now));
    Ok(())
}

/// Opens sealed files with all processors; nothing for what does not open, or is no file of ours.
pub fn open_all(keys: &Keys, sealed: &[(Ticket, bool, Vec<u8>)]) -> Vec<Option<Secret<Vec<u8>>>> {
    let open_one = |(_, report, bytes): &(Ticket, bool, Vec<u8>)| {
        let sound = !report || is_report(bytes);
        sound.then(|| open(bytes, &keys.identity).ok())?
    };
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let share = sealed.len().div_ceil(processors).max(1);
    std::thread::scope(|scope| {
        let shares: Vec<_> = sealed
            .chunks(share)
            .map(|some| {
                (
                    some.len(),
                    scope.spawn(move || some.iter().map(open_one).collect::<Vec<_>>()),
                )
            })
            .collect();
        let joined = shares.into_iter().flat_map(|(length, share)| {
            // One that panics opens nothing; it is tried again with the next pull.
            share
                .join()
                .unwrap_or_else(|_| std::iter::repeat_with(|| None).take(length).collect())
        });
        joined.collect()
    })
}

/// Whether it is something that a reporter can have sealed.
fn may_come(told: &Secret<Vec<u8>>) -> bool {
    match Told::read(told.expose()) {
        Ok(Told::Report(report)) => {
            report.format != Format::HandedOver && report.reply_to.is_some()
        }
        Ok(_) => true,
        Err(_) => false,
    }
}

/// What tells the writer of a first report from all others: a codename is drawn anew for each.
fn reporter_of(told: &Secret<Vec<u8>>) -> Option<Hex<32>> {
    match Told::read(told.expose()) {
        Ok(Told::Report(report)) if report.format == Format::Report => Some(report.tag_key),
        _ => None,
    }
}

fn incomplete(desk: &Desk) -> Vec<Ticket> {
    let records = desk.book.records().filter(|(_, record)| !record.complete);
    records.map(|(ticket, _)| *ticket).collect()
}

/// Every piece that is still wanted, in the order of tickets, whichever report it belongs to.
async fn pull_pieces(
    desk: &Shared,
    intake: &Arc<Intake>,
    progress: &Progress,
) -> Result<(), PullError> {
    let (incomplete, wanted) = desk.at(|desk| wanted_pieces(desk))?;
    let of = wanted.len();
    let mut waiting = wanted.into_iter();
    let mut underway = JoinSet::new();
    let mut done = 0;
    loop {
        while underway.len() < AT_ONCE
            && let Some((piece, place)) = waiting.next()
        {
            let intake = Arc::clone(intake);
            underway.spawn(async move {
                intake
                    .piece(piece)
                    .await
                    .map(|sealed| (piece, place, sealed))
            });
        }
        progress.say("files, in MB", done, of);
        let Some(came) = underway.join_next().await else {
            break;
        };
        let (piece, place, sealed) = came
            .map_err(|_| PullError::Ended)?
            .map_err(PullError::Client)?;
        if let Some(sealed) = sealed {
            desk.at(|desk| keep_piece(desk, piece, place, &sealed))?;
        }
        done += 1;
    }
    desk.at(|desk| {
        for case in incomplete {
            if has_all(desk, case)? {
                desk.mark_complete(case).map_err(PullError::Desk)?;
            }
        }
        Ok(())
    })
}

/// The case, the number of the attachment, the number of the piece.
type Place = (Ticket, usize, usize);

fn wanted_pieces(desk: &Desk) -> Result<(Vec<Ticket>, BTreeMap<Ticket, Place>), PullError> {
    let incomplete = incomplete(desk);
    let mut wanted = BTreeMap::new();
    for case in &incomplete {
        let attachments = desk.told(*case).map_err(PullError::Desk)?.attachments();
        for (number, attachment) in attachments.iter().enumerate() {
            for (index, piece) in attachment.pieces.iter().enumerate() {
                if !desk.store.has_piece(*piece).map_err(store)? {
                    wanted.insert(*piece, (*case, number, index));
                }
            }
        }
    }
    Ok((incomplete, wanted))
}

/// What was changed is not kept, so that it is not confirmed and can still be had from elsewhere.
fn keep_piece(
    desk: &Desk,
    piece: Ticket,
    (case, number, index): Place,
    sealed: &[u8],
) -> Result<(), PullError> {
    let told = desk.told(case).map_err(PullError::Desk)?;
    let attachment = told.attachments().get(number);
    if attachment.is_some_and(|attachment| open_piece(attachment, index, sealed).is_some()) {
        return desk.store.keep_piece(piece, sealed).map_err(store);
    }
    notice(desk, Notice::WrongPiece { case }).map_err(PullError::Desk)
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

/// Everything listed that rests here whole, or was forgotten; again and again, since a new roster asks anew.
async fn confirm(desk: &Shared, intake: &Intake, listed: &Listing) -> Result<(), PullError> {
    let confirm = desk.at(|desk| {
        let is_done = |ticket: &Ticket| {
            desk.book.gone.contains(ticket)
                || desk
                    .book
                    .record(*ticket)
                    .is_some_and(|record| record.complete)
        };
        let done = |tickets: &[Ticket]| -> Vec<Ticket> {
            tickets
                .iter()
                .filter(|ticket| is_done(ticket))
                .copied()
                .collect()
        };
        let (reports, letters) = (done(&listed.reports), done(&listed.letters));
        let mut pieces = Vec::new();
        for case in reports
            .iter()
            .filter(|ticket| !desk.book.gone.contains(ticket))
        {
            pieces.extend(pieces_of(desk, *case)?);
        }
        pieces.sort_unstable();
        Ok::<_, PullError>(Confirm {
            reports,
            pieces,
            letters,
        })
    })?;
    if confirm.reports.is_empty() && confirm.letters.is_empty() {
        return Ok(());
    }
    intake.confirm(&confirm).await.map_err(PullError::Client)
}

fn keep_sealed(path: &Path, bytes: &[u8]) -> Result<(), PullError> {
    overwrite(path, bytes).map_err(|error| PullError::Keep(path.to_owned(), error))
}

/// An error of the store, as one of a pull.
pub fn store(error: StoreError) -> PullError {
    PullError::Desk(DeskError::Store(error))
}
