//! What a reporter can do: submit a sealed report or a piece of a file, and withdraw it.

use crate::api::public::state::Public;
use crate::api::submit::{keep, keep_piece, submit};
use crate::http::body::{self, RequestContext};
use crate::refusal::{Refusal, accepted};
use crate::storage::kind::SlotKind;
use crate::storage::writer::job::{Job, Submission};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use sotto::sealed::{SIZES, Sealed};
use sotto::ticket::Ticket;
use sotto::wire::WITHDRAWALS;
use std::sync::Arc;

/// `PUT /pieces/{ticket}`: exactly 1 MiB of anything; a sealed piece has no mark of its own.
pub async fn put_piece(
    State(intake): State<Arc<Public>>,
    Path(ticket): Path<String>,
    Extension(context): Extension<RequestContext>,
    body: Body,
) -> Result<Response, Refusal> {
    let circuit = Some(context.circuit);
    keep_piece(&intake.jobs, &ticket, &context, body, circuit).await
}

/// `PUT /reports/{ticket}`: an age file of an agreed size, sealed to as many handlers as have a card.
pub async fn put_report(
    State(intake): State<Arc<Public>>,
    Path(ticket): Path<String>,
    Extension(context): Extension<RequestContext>,
    body: Body,
) -> Result<Response, Refusal> {
    let ticket = ticket.parse().map_err(|_| Refusal::Unknown)?;
    let report = body::receive(&context, body, 1, |length| SIZES.contains(&length)).await?;
    let recipients = Sealed::check(&report.bytes).map_err(|_| Refusal::NotSealed)?;
    if !intake.roster_in_force.current().accepts(recipients) {
        return Err(Refusal::NotSealed);
    }
    let submission = Submission {
        kind: SlotKind::Report,
        ticket,
        received: report,
        circuit: Some(context.circuit),
    };
    keep(&intake.jobs, submission).await
}

/// `POST /withdrawals`: up to 64 secrets of 32 bytes. What is kept under their tickets is erased.
///
/// The answer is the same whether or not anything was there. A reporter's page always sends the same number of
/// secrets, padded with random ones, so that the request does not tell either how much there was.
pub async fn withdraw(
    State(intake): State<Arc<Public>>,
    Extension(context): Extension<RequestContext>,
    body: Body,
) -> Result<Response, Refusal> {
    let fits = |length| body::is_of_items(length, 32, WITHDRAWALS);
    let secrets = body::receive(&context, body, 1, fits).await?;
    let (secrets, _) = secrets.bytes.as_chunks();
    let tickets = secrets.iter().map(Ticket::of_secret);
    let items = tickets
        .flat_map(|ticket| [(SlotKind::Report, ticket), (SlotKind::Piece, ticket)])
        .collect();
    submit(&intake.jobs, |done| Job::Withdraw(items, done)).await?;
    Ok(accepted(StatusCode::OK))
}
