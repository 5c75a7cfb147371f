//! Fetches submissions from the intake, opens them, and stores them.
//!
//! A round fetches every report, then every piece in the order of tickets, then confirms all of them at once: the intake does not
//! learn which pieces belong to which report. Changes by colleagues come last. A round that is interrupted continues with the
//! next pull. The session is held only to read and to write, never while the network is waited for.

use crate::client::{ClientError, Intake};
use crate::keyring::file::overwrite;
use crate::remote::connection::Remote;
use crate::remote::error::{PullError, store};
use crate::remote::judged::Judged;
use crate::remote::pull::claims::alerts;
use crate::remote::pull::submission::{Opened, SealedSubmission, SubmissionKind, open_all};
use crate::report::content::Content;
use crate::session::alert::Alert;
use crate::session::unlocked::Session;
use crate::store::NewCase;
use serde::Serialize;
use sotto::ticket::Ticket;
use sotto::wire::Listing;
use std::path::Path;
use std::sync::Arc;
use tokio::task::JoinSet;

/// How many submissions are fetched in parallel: each takes a second or more over Tor.
const AT_ONCE: usize = 6;
/// How many submissions are opened together, on all processors, and stored in one transaction.
const TOGETHER: usize = 64;

/// The result of a pull.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pulled {
    /// The submissions that are new here.
    pub new: Vec<Ticket>,
    /// The submissions that do not open with this handler's keys, or contain no report.
    pub unopened: Vec<Ticket>,
    /// The submissions that have pieces missing, because the intake does not have them or they are altered.
    pub incomplete: Vec<Ticket>,
    /// The number of changes that colleagues made.
    pub changes: usize,
}

/// A batch of submissions, sorted by whether they opened.
struct Sorted {
    cases: Vec<NewCase>,
    /// Those that did not open, to be stored as they came.
    unopened: Vec<SealedSubmission>,
}

impl Remote {
    /// Fetches and stores every report and letter that is not here yet. Returns their tickets as `new` and `unopened`. One
    /// that does not open does not stop the others.
    ///
    /// `clock` returns seconds since the Unix epoch; `keep` names a folder for the sealed files as they came.
    pub async fn pull_submissions(
        &self,
        listed: &Listing,
        clock: fn() -> u64,
        keep: Option<&Path>,
    ) -> Result<Pulled, PullError> {
        let mut pulled = Pulled::default();
        let wanted = self
            .session
            .at(|session| Ok::<_, PullError>(wanted(session, listed)))?;
        for (number, some) in wanted.chunks(TOGETHER).enumerate() {
            self.progress
                .say("reports", number * TOGETHER, wanted.len());
            let (sealed, failed) = fetch(&self.intake, some).await;
            self.session.at(|session| {
                keep.map_or(Ok(()), |folder| keep_sealed(folder, &sealed))?;
                let sorted = judge(session, sealed, &listed.burst).record(session)?;
                take_in(session, &sorted, clock(), &mut pulled)
            })?;
            failed.map_or(Ok(()), |error| Err(PullError::Client(error)))?;
        }
        Ok(pulled)
    }
}

/// Returns the listed submissions that are neither here nor purged: the reports, then the letters.
fn wanted(session: &Session, listed: &Listing) -> Vec<(Ticket, SubmissionKind)> {
    let is_new = |ticket: &&Ticket| {
        session.cases.record(**ticket).is_none() && !session.cases.gone.contains(*ticket)
    };
    let reports = listed.reports.iter().filter(is_new);
    let letters = listed.letters.iter().filter(is_new);
    let reports = reports.map(|ticket| (*ticket, SubmissionKind::Report));
    let letters = letters.map(|ticket| (*ticket, SubmissionKind::Letter));
    reports.chain(letters).collect()
}

/// Fetches these submissions, a few in parallel. Returns those that came, in the order of their tickets, and the first error, after
/// which no more were fetched.
async fn fetch(
    intake: &Arc<Intake>,
    wanted: &[(Ticket, SubmissionKind)],
) -> (Vec<SealedSubmission>, Option<ClientError>) {
    let mut waiting = wanted.iter().copied();
    let mut underway = JoinSet::new();
    let (mut came, mut failed) = (Vec::new(), None);
    loop {
        while failed.is_none()
            && underway.len() < AT_ONCE
            && let Some((ticket, kind)) = waiting.next()
        {
            let intake = Arc::clone(intake);
            underway.spawn(async move { fetch_one(&intake, ticket, kind).await });
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
    came.sort_unstable_by_key(|sealed| sealed.ticket);
    (came, failed)
}

/// Fetches one submission. Returns `None` if the intake does not have it.
async fn fetch_one(
    intake: &Intake,
    ticket: Ticket,
    kind: SubmissionKind,
) -> Result<Option<SealedSubmission>, ClientError> {
    let bytes = match kind {
        SubmissionKind::Report => intake.report(ticket).await?,
        SubmissionKind::Letter => intake.letter(ticket).await?,
    };
    Ok(bytes.map(|bytes| SealedSubmission {
        ticket,
        kind,
        bytes,
    }))
}

/// Opens a batch, and returns a new case for each that opened.
fn judge(session: &Session, sealed: Vec<SealedSubmission>, burst: &[Ticket]) -> Judged<Sorted> {
    let opened = open_all(&session.epochs.identities(), &sealed);
    let (mut cases, mut unopened) = (Vec::new(), Vec::new());
    let came = sealed.iter().zip(&opened);
    let came = came.filter_map(|(sealed, opened)| Some((sealed.ticket, &opened.as_ref()?.content)));
    let mut alerts = alerts(&session.cases, &came.collect::<Vec<_>>());
    for (sealed, opened) in sealed.into_iter().zip(opened) {
        let ticket = sealed.ticket;
        let Some(Opened { plaintext, content }) = opened else {
            unopened.push(sealed);
            continue;
        };
        alerts.extend(of_recipients(session, ticket, &content));
        cases.push(session.new_case(ticket, plaintext, burst.contains(&ticket)));
    }
    Judged::new(Sorted { cases, unopened }, alerts)
}

/// Returns alerts if the report was not sealed to everybody to whom it must have been.
fn of_recipients(session: &Session, ticket: Ticket, content: &Content) -> Vec<Alert> {
    let (Content::Report(report), Some(roster)) = (content, session.roster()) else {
        return Vec::new();
    };
    let Some(to) = &report.to else {
        return Vec::new();
    };
    let (seen, today) = (&session.epochs.seen, session.today);
    let handlers = seen.left_out(to, roster, today);
    let left_out = (!handlers.is_empty()).then_some(Alert::LeftOut { ticket, handlers });
    let outdated = seen.outdated(to, today);
    let outdated = outdated.map(|serial| Alert::SealedUnderOldRoster { ticket, serial });
    left_out.into_iter().chain(outdated).collect()
}

/// Stores a batch: the new cases in one transaction. `now` is in seconds since the Unix epoch.
fn take_in(
    session: &mut Session,
    sorted: &Sorted,
    now: u64,
    pulled: &mut Pulled,
) -> Result<(), PullError> {
    for SealedSubmission { ticket, bytes, .. } in &sorted.unopened {
        session.store.keep_unopened(*ticket, bytes).map_err(store)?;
        session.cases.unopened.insert(*ticket);
        pulled.unopened.push(*ticket);
    }
    session.take_in(&sorted.cases).map_err(PullError::Session)?;
    for case in &sorted.cases {
        session.cases.arrived(case.ticket, now);
        pulled.new.push(case.ticket);
    }
    Ok(())
}

/// Writes sealed submissions into a folder, each as the file `TICKET.age`.
fn keep_sealed(folder: &Path, sealed: &[SealedSubmission]) -> Result<(), PullError> {
    for SealedSubmission { ticket, bytes, .. } in sealed {
        let path = folder.join(format!("{ticket}.age"));
        overwrite(&path, bytes).map_err(|error| PullError::Keep(path, error))?;
    }
    Ok(())
}
