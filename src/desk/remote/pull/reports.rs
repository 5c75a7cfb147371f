//! Brings what the intake holds to this desk, opens it, and only then says so.
//!
//! First every report, then every piece in the order of tickets, then one confirmation of all: the intake
//! is not told which pieces belong to which report. Last, what colleagues changed. What is interrupted goes on with the
//! next pull. The desk is locked only to look and to write, never while the network is waited for.

use crate::client::{ClientError, Intake};
use crate::keyring::file::overwrite;
use crate::remote::connection::Remote;
use crate::remote::error::{PullError, store};
use crate::remote::judged::Judged;
use crate::remote::pull::submission::{
    Opened, SealedSubmission, SubmissionKind, open_all, reporter_of,
};
use crate::session::alert::Alert;
use crate::session::unlocked::Session;
use crate::store::NewCase;
use serde::Serialize;
use sotto::ticket::Ticket;
use sotto::wire::Listing;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use tokio::task::JoinSet;

/// How many submissions are fetched at once: each takes a second or more over Tor.
const AT_ONCE: usize = 6;
/// How many submissions are opened together, with all processors, and kept in one transaction.
const TOGETHER: usize = 64;

/// What a pull brought.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pulled {
    pub new: Vec<Ticket>,
    /// They do not open with this handler's keys, or hold no report.
    pub unopened: Vec<Ticket>,
    /// Some of their pieces are not there to be had.
    pub incomplete: Vec<Ticket>,
    /// The number of changes that colleagues made.
    pub changes: usize,
}

/// What becomes of a batch of submissions.
struct Sorted {
    cases: Vec<NewCase>,
    /// They are kept as they came.
    unopened: Vec<SealedSubmission>,
}

impl Remote {
    /// Fetches and takes in every report and letter that is not here yet. Returns their tickets: `new` and `unopened`. One
    /// that does not open does not stop the others.
    ///
    /// `clock` gives seconds since the Unix epoch; `keep` names a folder for the sealed files as they came.
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

/// Returns what is listed and neither here nor forgotten: the reports, then the letters.
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

/// Fetches these in the order asked for, a few at once. Returns those that came, by their tickets, and the first error, after
/// which no more were asked for.
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

/// Fetches one. Returns `None` if the intake has none of this ticket.
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

/// Opens a batch, and returns a new case for each that opened. Raises an alert for a first report of a reporter who has one
/// already: a reporter's page draws a codename for each, so that the intake must have given it twice.
fn judge(session: &Session, sealed: Vec<SealedSubmission>, burst: &[Ticket]) -> Judged<Sorted> {
    let opened = open_all(&session.epochs.identities(), &sealed);
    let (mut cases, mut unopened, mut alerts) = (Vec::new(), Vec::new(), Vec::new());
    let mut reporters = HashSet::new();
    for (sealed, opened) in sealed.into_iter().zip(opened) {
        let ticket = sealed.ticket;
        let Some(Opened { plaintext, content }) = opened else {
            unopened.push(sealed);
            continue;
        };
        let told_before = reporter_of(&content)
            .is_some_and(|key| session.cases.has_report_of(&key) || !reporters.insert(key));
        if told_before {
            alerts.push(Alert::Twice { ticket });
        }
        cases.push(session.new_case(ticket, plaintext, burst.contains(&ticket)));
    }
    Judged::new(Sorted { cases, unopened }, alerts)
}

/// Keeps a batch: the new cases in one transaction. `now` is in seconds since the Unix epoch.
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

/// Writes sealed submissions into a folder, each as `TICKET.age`.
fn keep_sealed(folder: &Path, sealed: &[SealedSubmission]) -> Result<(), PullError> {
    for SealedSubmission { ticket, bytes, .. } in sealed {
        let path = folder.join(format!("{ticket}.age"));
        overwrite(&path, bytes).map_err(|error| PullError::Keep(path, error))?;
    }
    Ok(())
}
