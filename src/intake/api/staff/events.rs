//! What desks tell one another. The intake keeps it as bytes without an order; desks put it in order.
//!
//! An event is exactly 4 KiB, encrypted under a key that the desks share; what is larger, such as that key, is an age
//! file. Its ticket is its own digest, so that nobody can replace it unnoticed.

use crate::api::response::{OCTETS, typed};
use crate::api::staff::download::download;
use crate::api::staff::state::{Handler, Staff};
use crate::api::staff::upload::upload;
use crate::api::submit::submit;
use crate::http::body::{self, RequestContext};
use crate::refusal::{Refusal, accepted};
use crate::size::Size;
use crate::storage::kind::SlotKind;
use crate::storage::writer::job::{Job, Kept};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Extension, Json};
use sotto::day::Day;
use sotto::sealed::Header;
use sotto::wire::{EVENT, EVENTS_AT_ONCE, EventListing};
use std::sync::Arc;

/// `PUT /events/{ticket}`: 4 KiB of anything, or an age file of another slot's size.
pub async fn put(
    State(staff): State<Arc<Staff>>,
    Path(ticket): Path<String>,
    Extension(context): Extension<RequestContext>,
    _: Handler,
    body: Body,
) -> Result<Response, Refusal> {
    let fit = |bytes: &[u8]| bytes.len() == EVENT || Header::parse(bytes).is_some();
    upload(&staff, SlotKind::Event, &ticket, &context, body, fit).await
}

/// `PUT /events`: up to 256 events, one after the other; the ticket of each is its digest. All are durable before 201.
pub async fn put_all(
    State(staff): State<Arc<Staff>>,
    Extension(context): Extension<RequestContext>,
    _: Handler,
    body: Body,
) -> Result<Response, Refusal> {
    let fits = |length| body::is_of_items(length, EVENT, EVENTS_AT_ONCE);
    let events = body::receive(&context, body, 1, fits).await?;
    match submit(&staff.jobs, |done| Job::Events(events, done)).await? {
        Kept::Full | Kept::Other => Err(Refusal::Unavailable),
        Kept::New | Kept::Same => Ok(accepted(StatusCode::CREATED)),
    }
}

/// `GET /events/since/{day}`: the tickets of all that came on that day or later.
pub async fn list(
    State(staff): State<Arc<Staff>>,
    Path(day): Path<String>,
    _: Handler,
) -> Result<Json<EventListing>, Refusal> {
    let since: Day = day.parse().map_err(|_| Refusal::Wrong)?;
    let mut listing = EventListing::default();
    for (ticket, size) in staff.index.read().since(SlotKind::Event, since) {
        match size {
            Size::K4 => listing.events.push(ticket),
            _ => listing.envelopes.push(ticket),
        }
    }
    Ok(Json(listing))
}

/// `POST /events`: up to 256 tickets of 16 bytes. The answer has each event that is here, after its ticket.
pub async fn take(
    State(staff): State<Arc<Staff>>,
    Extension(context): Extension<RequestContext>,
    _: Handler,
    body: Body,
) -> Result<Response, Refusal> {
    let fits = |length| body::is_of_items(length, 16, EVENTS_AT_ONCE);
    let wanted = body::receive(&context, body, 1, fits).await?;
    let read = tokio::task::spawn_blocking(move || {
        let (tickets, _) = wanted.bytes.as_chunks::<16>();
        let mut found = Vec::with_capacity(tickets.len() * (16 + EVENT));
        for ticket in tickets {
            let event = staff.index.fetch(SlotKind::Event, (*ticket).into());
            if let Some(event) = event.filter(|event| event.len() == EVENT) {
                found.extend(ticket);
                found.extend(event);
            }
        }
        found
    });
    let found = read.await.map_err(|_| Refusal::Unavailable)?;
    Ok(typed(StatusCode::OK, OCTETS, found))
}

/// `GET /events/{ticket}`: one of any size, the whole of it or from `Range: bytes=N-` on.
pub async fn take_one(
    State(staff): State<Arc<Staff>>,
    Path(ticket): Path<String>,
    _: Handler,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    download(staff, SlotKind::Event, &ticket, &headers).await
}
