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
use sotto::wire::PIECE;
use std::sync::Arc;
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
    keep(&intake, Name::Piece, ticket, bytes).await
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
    keep(&intake, Name::Report, ticket, sealed.into_bytes()).await
}

/// `DELETE /reports/{ticket}` and `/pieces/{ticket}`, with the secret behind the ticket as a bearer token.
///
/// The answer is the same whether or not anything was there, and whether or not the secret is the one.
pub async fn withdraw(
    intake: &Public,
    name: Name,
    ticket: &str,
    headers: &HeaderMap,
) -> Result<StatusCode, Refusal> {
    let ticket: Ticket = ticket.parse().map_err(|_| Refusal::Unknown)?;
    let secret = strict::bearer(headers).ok_or(Refusal::Closed)?;
    let (done, wait) = oneshot::channel();
    // With a wrong secret there is nothing to take back, and the answer comes at the same beat.
    let ticket = Some(ticket).filter(|ticket| *ticket == Ticket::of_secret(&secret.0));
    intake
        .jobs
        .send(Job::Withdraw { name, ticket, done })
        .map_err(|_| Refusal::Unavailable)?;
    wait.await.map_err(|_| Refusal::Unavailable)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn keep(
    intake: &Public,
    name: Name,
    ticket: Ticket,
    bytes: Vec<u8>,
) -> Result<StatusCode, Refusal> {
    let (done, wait) = oneshot::channel();
    intake
        .jobs
        .send(Job::Keep {
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
