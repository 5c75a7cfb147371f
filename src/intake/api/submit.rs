//! Hands a job to the writer, and waits for the tick that makes it durable.

use crate::http::body::{self, RequestContext};
use crate::limits::circuit::Circuit;
use crate::refusal::{Refusal, accepted};
use crate::storage::kind::SlotKind;
use crate::storage::writer::job::{Job, Kept, Submission};
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use sotto::wire::PIECE;
use std::sync::mpsc::Sender;
use tokio::sync::oneshot;

/// Submits a job. Returns its result once that is on the disk.
///
/// # Errors
///
/// [`Refusal::Unavailable`] if the writer has stopped.
pub async fn submit<A>(
    jobs: &Sender<Job>,
    job: impl FnOnce(oneshot::Sender<A>) -> Job,
) -> Result<A, Refusal> {
    let (done, wait) = oneshot::channel();
    jobs.send(job(done)).map_err(|_| Refusal::Unavailable)?;
    wait.await.map_err(|_| Refusal::Unavailable)
}

/// Submits something to be kept. Returns the answer for whoever sent it.
///
/// # Errors
///
/// [`Refusal::Taken`] if other bytes rest under its ticket, [`Refusal::Unavailable`] if there is no slot for it.
pub async fn keep(jobs: &Sender<Job>, submission: Submission) -> Result<Response, Refusal> {
    match submit(jobs, |done| Job::Keep(submission, done)).await? {
        Kept::New => Ok(accepted(StatusCode::CREATED)),
        Kept::Same => Ok(accepted(StatusCode::OK)),
        Kept::Other => Err(Refusal::Taken),
        Kept::Full => Err(Refusal::Unavailable),
    }
}

/// Receives a piece of a file, exactly 1 MiB, and keeps it. Returns the answer for whoever sent it.
///
/// # Errors
///
/// Those of [`body::receive`] and [`keep`]; [`Refusal::Unknown`] if `ticket` is none.
pub async fn keep_piece(
    jobs: &Sender<Job>,
    ticket: &str,
    context: &RequestContext,
    body: Body,
    circuit: Option<Circuit>,
) -> Result<Response, Refusal> {
    let ticket = ticket.parse().map_err(|_| Refusal::Unknown)?;
    let received = body::receive(context, body, 1, |length| length == PIECE).await?;
    let submission = Submission {
        kind: SlotKind::Piece,
        ticket,
        received,
        circuit,
    };
    keep(jobs, submission).await
}
