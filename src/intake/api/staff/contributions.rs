//! What teams contribute to the statistics: age files, each sealed to one coordinator. Handlers submit them and
//! coordinators fetch them; neither can do the other.

use crate::api::staff::download::download;
use crate::api::staff::state::{Coordinator, Handler, Staff};
use crate::api::staff::upload::upload;
use crate::http::body::RequestContext;
use crate::refusal::Refusal;
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
    Extension(context): Extension<RequestContext>,
    _: Handler,
    body: Body,
) -> Result<Response, Refusal> {
    let fit = |bytes: &[u8]| Header::parse(bytes).is_some();
    upload(&staff, SlotKind::Contribution, &ticket, &context, body, fit).await
}

/// `GET /contributions`, by a coordinator: all tickets, in their own order, which tells nothing.
pub async fn list(
    State(staff): State<Arc<Staff>>,
    _: Coordinator,
) -> Result<Json<Vec<Ticket>>, Refusal> {
    Ok(Json(staff.index.read().visible(SlotKind::Contribution)))
}

/// `GET /contributions/{ticket}`, by a coordinator: the whole of it, or from `Range: bytes=N-` on.
pub async fn take(
    State(staff): State<Arc<Staff>>,
    Path(ticket): Path<String>,
    _: Coordinator,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    download(staff, SlotKind::Contribution, &ticket, &headers).await
}
