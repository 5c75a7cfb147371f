//! How a desk picks up reports: it lists them, fetches them sealed, and confirms that its handler has them.

use crate::api::staff::download::download;
use crate::api::staff::state::{Handler, Staff};
use crate::api::submit::{keep_piece, submit};
use crate::http::body::{self, RequestContext};
use crate::refusal::{Refusal, accepted};
use crate::storage::kind::SlotKind;
use crate::storage::writer::job::{Confirmed, Job};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Extension, Json};
use sotto::ticket::Ticket;
use sotto::wire::{Confirm, Listing};
use std::sync::Arc;

/// The longest confirmation, in bytes.
const MESSAGE: usize = 1 << 20;

/// `GET /reports`: the tickets of all reports and letters that may be seen.
pub async fn list(State(staff): State<Arc<Staff>>, _: Handler) -> Result<Json<Listing>, Refusal> {
    let index = staff.index.read();
    Ok(Json(Listing {
        reports: index.visible(SlotKind::Report),
        letters: index.visible(SlotKind::Letter),
        burst: index.burst(),
    }))
}

/// `GET /reports/{ticket}`.
pub async fn fetch_report(
    State(staff): State<Arc<Staff>>,
    Path(ticket): Path<String>,
    _: Handler,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    download(staff, SlotKind::Report, &ticket, &headers).await
}

/// `GET /pieces/{ticket}`.
pub async fn fetch_piece(
    State(staff): State<Arc<Staff>>,
    Path(ticket): Path<String>,
    _: Handler,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    download(staff, SlotKind::Piece, &ticket, &headers).await
}

/// `GET /letters/{ticket}`.
pub async fn fetch_letter(
    State(staff): State<Arc<Staff>>,
    Path(ticket): Path<String>,
    _: Handler,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    download(staff, SlotKind::Letter, &ticket, &headers).await
}

/// `PUT /pieces/{ticket}`: a piece of a file once more, for a handler who joined after all others had it.
pub async fn put_piece(
    State(staff): State<Arc<Staff>>,
    Path(ticket): Path<String>,
    Extension(context): Extension<RequestContext>,
    _: Handler,
    body: Body,
) -> Result<Response, Refusal> {
    keep_piece(&staff.jobs, &ticket, &context, body, None).await
}

/// `POST /confirm`: what this handler has durably. What all handlers have is erased.
pub async fn confirm(
    State(staff): State<Arc<Staff>>,
    Extension(context): Extension<RequestContext>,
    handler: Handler,
    body: Body,
) -> Result<Response, Refusal> {
    let body = body::receive(&context, body, 3, |length| length <= MESSAGE).await?;
    let confirm: Confirm = serde_json::from_slice(&body.bytes).map_err(|_| Refusal::Wrong)?;
    let named = |kind, tickets: Vec<Ticket>| tickets.into_iter().map(move |ticket| (kind, ticket));
    let items = named(SlotKind::Report, confirm.reports)
        .chain(named(SlotKind::Piece, confirm.pieces))
        .chain(named(SlotKind::Letter, confirm.letters))
        .collect();
    let confirmed = Confirmed {
        serial: handler.serial,
        handler: handler.index,
        items,
    };
    submit(&staff.jobs, |done| Job::Confirm(confirmed, done)).await?;
    Ok(accepted(StatusCode::OK))
}
