//! What teams contribute to the statistics, on its way to coordinators: age files that are sealed to one of them. Handlers put
//! them down, coordinators fetch them; neither can do the other.

use crate::api::public::submissions::keep;
use crate::api::staff::pickup::{admitted, coordinates, send};
use crate::api::staff::routes::Staff;
use crate::http::body::{self, Guest};
use crate::refusal::Refusal;
use crate::size::Size;
use crate::storage::kind::SlotKind;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Extension, Json};
use sotto::sealed::Header;
use sotto::ticket::Ticket;
use std::sync::Arc;

/// `PUT /contributions/{ticket}`, by a handler: an age file of a slot's size, named by its digest.
pub async fn put(
    State(staff): State<Arc<Staff>>,
    Path(ticket): Path<String>,
    Extension(guest): Extension<Guest>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    admitted(&staff, &headers)?;
    let ticket: Ticket = ticket.parse().map_err(|_| Refusal::Unknown)?;
    let fits = |length| Size::exactly(length).is_some();
    let contribution = body::body(&guest, body, 1, fits).await?;
    if ticket != Ticket::of_bytes(&contribution.bytes) {
        return Err(Refusal::Wrong);
    }
    Header::parse(&contribution.bytes).ok_or(Refusal::NotSealed)?;
    keep(
        &staff.jobs,
        SlotKind::Contribution,
        ticket,
        contribution,
        None,
    )
    .await
}

/// `GET /contributions`, by a coordinator: the tickets of all, in their order, which tells nothing.
pub async fn list(
    State(staff): State<Arc<Staff>>,
    headers: HeaderMap,
) -> Result<Json<Vec<Ticket>>, Refusal> {
    coordinates(&staff, &headers)?;
    Ok(Json(staff.shelf.look().visible(SlotKind::Contribution)))
}

/// `GET /contributions/{ticket}`, by a coordinator: whole or from `Range: bytes=N-` on.
pub async fn take(
    State(staff): State<Arc<Staff>>,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    coordinates(&staff, &headers)?;
    send(staff, SlotKind::Contribution, &ticket, &headers).await
}
