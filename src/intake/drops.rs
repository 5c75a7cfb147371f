//! What a reporter can do: put a sealed report or piece down, and take it back.

use crate::keeper::{Job, Kept};
use crate::public::Public;
use crate::refusal::Refusal;
use crate::shelf::Name;
use crate::strict;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use sotto::sealed::{SIZES, Sealed};
use sotto::ticket::Ticket;
use sotto::wire::{PIECE, WITHDRAWALS};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use tokio::sync::oneshot;

/// `PUT /pieces/{ticket}`: exactly 1 MiB of anything; a sealed piece has no mark of its own.
pub async fn put_piece(
    State(intake): State<Arc<Public>>,
    Path(ticket): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let ticket = ticket.parse().map_err(|_| Refusal::Unknown)?;
    let bytes = strict::body(&headers, body, |length| length == PIECE).await?;
    keep(&intake.jobs, Name::Piece, ticket, bytes).await
}

/// `PUT /reports/{ticket}`: an age file of an agreed size, sealed to as many as the roster has.
pub async fn put_report(
    State(intake): State<Arc<Public>>,
    Path(ticket): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let ticket = ticket.parse().map_err(|_| Refusal::Unknown)?;
    let bytes = strict::body(&headers, body, |length| SIZES.contains(&length)).await?;
    let sealed = Sealed::try_from(bytes).map_err(|_| Refusal::NotSealed)?;
    if sealed.recipients() != intake.handlers {
        return Err(Refusal::NotSealed);
    }
    keep(&intake.jobs, Name::Report, ticket, sealed.into_bytes()).await
}

/// `POST /withdrawals`: up to 64 secrets of 32 bytes. What lies under their tickets is erased.
///
/// The answer is the same whether or not anything was there: whoever asks keeps to one number of secrets, and
/// fills up with random ones, so that it does not tell either how much there was.
pub async fn withdraw(
    State(intake): State<Arc<Public>>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let fits =
        |length: usize| length.is_multiple_of(32) && (1..=WITHDRAWALS).contains(&(length / 32));
    let secrets = strict::body(&headers, body, fits).await?;
    let (secrets, _) = secrets.as_chunks();
    let tickets = secrets.iter().map(Ticket::of_secret);
    let items = tickets
        .flat_map(|ticket| [(Name::Report, ticket), (Name::Piece, ticket)])
        .collect();
    let (done, wait) = oneshot::channel();
    intake
        .jobs
        .send(Job::Withdraw { items, done })
        .map_err(|_| Refusal::Unavailable)?;
    wait.await.map_err(|_| Refusal::Unavailable)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Waits for the tick that makes it durable.
pub async fn keep(
    jobs: &Sender<Job>,
    name: Name,
    ticket: Ticket,
    bytes: Vec<u8>,
) -> Result<StatusCode, Refusal> {
    let (done, wait) = oneshot::channel();
    jobs.send(Job::Keep {
        name,
        ticket,
        bytes,
        done,
    })
    .map_err(|_| Refusal::Unavailable)?;
    match wait.await.map_err(|_| Refusal::Unavailable)? {
        Kept::New => Ok(StatusCode::CREATED),
        Kept::Same => Ok(StatusCode::OK),
        Kept::Other => Err(Refusal::Taken),
        Kept::Full => Err(Refusal::Unavailable),
    }
}
