//! Brings what the intake holds to this desk, opens it, and only then says so.
//!
//! First every report, then every piece in the order of tickets, then one confirmation of all: the intake
//! is not told which pieces belong to which report. Last, what colleagues changed. What is interrupted goes on with the
//! next pull. The desk is locked only to look and to write, never while the network is waited for.

use crate::client::{ClientError, Intake};
use crate::keyring::file::overwrite;
use crate::remote::error::PullError;
use crate::remote::error::store;
use crate::remote::progress::Progress;
use crate::remote::pull::submission::{SealedSubmission, SubmissionKind, open_all, reporter_of};
use crate::session::alert::{Alert, alert};
use crate::session::shared::SharedSession;
use crate::session::unlocked::Session;
use serde::Serialize;
use sotto::ticket::Ticket;
use sotto::wire::Listing;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use tokio::task::JoinSet;

/// How many things are fetched at once: each takes a second or more over Tor.
const AT_ONCE: usize = 6;
/// How many reports are opened together, with all processors, and kept in one transaction.
const TOGETHER: usize = 64;

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

/// Fetches every report and letter that is not here yet, a few at once. One that does not open must not stop the others.
pub async fn pull_sealed(
    session: &SharedSession,
    intake: &Arc<Intake>,
    listed: &Listing,
    clock: fn() -> u64,
    keep: Option<&Path>,
    progress: &Progress,
    pulled: &mut Pulled,
) -> Result<(), PullError> {
    let is_here = |session: &Session, ticket| {
        session.cases.record(ticket).is_some() || session.cases.gone.contains(&ticket)
    };
    let of_kind = |tickets: &[Ticket], kind| -> Vec<_> {
        tickets.iter().map(|ticket| (*ticket, kind)).collect()
    };
    let mut all = of_kind(&listed.reports, SubmissionKind::Report);
    all.extend(of_kind(&listed.letters, SubmissionKind::Letter));
    let wanted: Vec<_> = session.at(|session| {
        Ok::<_, PullError>(
            all.into_iter()
                .filter(|(ticket, _)| !is_here(session, *ticket))
                .collect(),
        )
    })?;
    for (number, some) in wanted.chunks(TOGETHER).enumerate() {
        progress.say("reports", number * TOGETHER, wanted.len());
        let (sealed, failed) = fetch(intake, some).await;
        session.at(|session| take_in(session, sealed, listed, clock(), keep, pulled))?;
        failed.map_or(Ok(()), |error| Err(PullError::Client(error)))?;
    }
    Ok(())
}

/// Fetches these, in the order asked for; what came before something went wrong, and what that was.
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
            underway.spawn(async move {
                let sealed = match kind {
                    SubmissionKind::Report => intake.report(ticket).await,
                    SubmissionKind::Letter => intake.letter(ticket).await,
                };
                sealed.map(|bytes| {
                    bytes.map(|bytes| SealedSubmission {
                        ticket,
                        kind,
                        bytes,
                    })
                })
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
    came.sort_unstable_by_key(|sealed| sealed.ticket);
    (came, failed)
}

/// Opens everything with all processors, and keeps what opened in one transaction.
fn take_in(
    session: &mut Session,
    sealed: Vec<SealedSubmission>,
    listed: &Listing,
    now: u64,
    keep: Option<&Path>,
    pulled: &mut Pulled,
) -> Result<(), PullError> {
    if let Some(folder) = keep {
        for SealedSubmission { ticket, bytes, .. } in &sealed {
            keep_sealed(&folder.join(format!("{ticket}.age")), bytes)?;
        }
    }
    let opened = open_all(session.store.keys(), &sealed);
    let mut cases = Vec::new();
    let mut reporters = HashSet::new();
    for (SealedSubmission { ticket, bytes, .. }, opened) in sealed.iter().zip(opened) {
        match opened {
            Some(opened) => {
                let reporter = reporter_of(&opened.content);
                let told_before = reporter
                    .is_some_and(|key| session.cases.has_report_of(&key) || !reporters.insert(key));
                if told_before {
                    alert(session, Alert::Twice { ticket: *ticket }).map_err(PullError::Session)?;
                }
                cases.push(session.new_case(
                    *ticket,
                    opened.plaintext,
                    listed.burst.contains(ticket),
                ));
                pulled.new.push(*ticket);
            }
            None => {
                session.store.keep_unopened(*ticket, bytes).map_err(store)?;
                session.cases.unopened.insert(*ticket);
                pulled.unopened.push(*ticket);
            }
        }
    }
    session.take_in(&cases).map_err(PullError::Session)?;
    cases
        .iter()
        .for_each(|case| session.cases.arrived(case.ticket, now));
    Ok(())
}

fn keep_sealed(path: &Path, bytes: &[u8]) -> Result<(), PullError> {
    overwrite(path, bytes).map_err(|error| PullError::Keep(path.to_owned(), error))
}
