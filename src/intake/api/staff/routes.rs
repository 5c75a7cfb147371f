//! The handlers' door: every route of it on this page. Without a session all are closed alike.

use crate::api::public::submissions::keep;
use crate::api::roster_in_force::{self, Standing};
use crate::api::staff::pickup::{admitted, confirm, fetch, list, open_session, pin, take_down};
use crate::api::staff::sessions::Access;
use crate::api::staff::{contributions, events};
use crate::http::body::{self, Guest};
use crate::metrics::Tally;
use crate::refusal::Refusal;
use crate::storage::index::Shelf;
use crate::storage::kind::SlotKind;
use crate::storage::writer::job::Job;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Extension, Router};
use sotto::wire::PIECE;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// What the handlers' door can reach: sealed bytes, and who may have them.
pub struct Staff {
    pub jobs: Sender<Job>,
    pub shelf: Arc<Shelf>,
    pub access: Access,
    pub standing: Arc<Standing>,
    /// The signed manifest of the site, for desks that watch whether reporters are shown just that.
    pub manifest: Bytes,
    pub host: String,
    pub clock: fn() -> u64,
    pub tally: Arc<Tally>,
}

pub fn routes(staff: Arc<Staff>) -> Router {
    Router::new()
        .route("/session", post(open_session))
        .route("/reports", get(list))
        .route("/reports/{ticket}", get(fetch_report))
        .route("/pieces/{ticket}", get(fetch_piece).put(put_piece))
        .route("/letters/{ticket}", get(fetch_letter))
        .route("/confirm", post(confirm))
        .route("/replies", post(pin))
        .route("/replies/{tag}", delete(take_down))
        .route("/events", post(events::take).put(events::put_all))
        .route("/events/since/{day}", get(events::list))
        .route("/events/{ticket}", get(events::take_one).put(events::put))
        .route("/contributions", get(contributions::list))
        .route(
            "/contributions/{ticket}",
            get(contributions::take).put(contributions::put),
        )
        .route("/roster", put(roster_in_force::put))
        .route("/roster.signed", get(roster))
        .route("/site.signed", get(manifest))
        .route("/status", get(status))
        .method_not_allowed_fallback(async || Refusal::Unknown)
        .fallback(async || Refusal::Unknown)
        .with_state(staff)
}

type Desk = State<Arc<Staff>>;

async fn fetch_report(
    State(staff): Desk,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    fetch(staff, SlotKind::Report, &ticket, &headers).await
}

async fn fetch_piece(
    State(staff): Desk,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    fetch(staff, SlotKind::Piece, &ticket, &headers).await
}

async fn fetch_letter(
    State(staff): Desk,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    fetch(staff, SlotKind::Letter, &ticket, &headers).await
}

/// `PUT /pieces/{ticket}`: again, for a handler who came after all others had it.
async fn put_piece(
    State(staff): Desk,
    Path(ticket): Path<String>,
    Extension(guest): Extension<Guest>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    admitted(&staff, &headers)?;
    let ticket = ticket.parse().map_err(|_| Refusal::Unknown)?;
    let piece = body::body(&guest, body, 1, |length| length == PIECE).await?;
    keep(&staff.jobs, SlotKind::Piece, ticket, piece, None).await
}

/// `GET /roster.signed`: no secret, the same as on the reporters' door.
async fn roster(State(staff): State<Arc<Staff>>) -> Result<impl IntoResponse, Refusal> {
    let standing = staff.standing.look();
    let page = standing.pages.get("/roster.signed");
    let page = page.ok_or(Refusal::Unknown)?;
    Ok((
        [(
            header::CONTENT_TYPE,
            HeaderValue::from_static(page.media_type),
        )],
        page.bytes.clone(),
    ))
}

/// `GET /site.signed`: a signature, a line feed, the manifest. No secret either.
async fn manifest(State(staff): State<Arc<Staff>>) -> impl IntoResponse {
    let typed = HeaderValue::from_static("application/octet-stream");
    ([(header::CONTENT_TYPE, typed)], staff.manifest.clone())
}

/// `GET /status`: for the operator and their scraper, without a session. What it says is safe for anybody to hear.
async fn status(State(staff): State<Arc<Staff>>) -> impl IntoResponse {
    (
        [(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; version=0.0.4"),
        )],
        staff.tally.text(),
    )
}
