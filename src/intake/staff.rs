//! The handlers' door: every route of it on this page. Without a session all are closed alike.

use crate::access::Access;
use crate::collect::{confirm, fetch, list, open_session, pin, take_down};
use crate::keeper::Job;
use crate::refusal::Refusal;
use crate::shelf::{Name, Shelf};
use crate::site::Page;
use crate::tally::Tally;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use sotto::roster::Roster;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// What the handlers' door can reach: sealed bytes, and who may have them.
pub struct Staff {
    pub jobs: Sender<Job>,
    pub shelf: Arc<Shelf>,
    pub access: Access,
    pub roster: Roster,
    /// The signed roster, for desks that have none yet.
    pub pages: HashMap<String, Page>,
    pub host: String,
    pub clock: fn() -> u64,
    pub tally: Arc<Tally>,
}

pub fn routes(staff: Arc<Staff>) -> Router {
    Router::new()
        .route("/session", post(open_session))
        .route("/reports", get(list))
        .route("/reports/{ticket}", get(fetch_report))
        .route("/pieces/{ticket}", get(fetch_piece))
        .route("/letters/{ticket}", get(fetch_letter))
        .route("/confirm", post(confirm))
        .route("/replies", post(pin))
        .route("/replies/{tag}", delete(take_down))
        .route("/roster.signed", get(roster))
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
    fetch(staff, Name::Report, &ticket, &headers).await
}

async fn fetch_piece(
    State(staff): Desk,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    fetch(staff, Name::Piece, &ticket, &headers).await
}

async fn fetch_letter(
    State(staff): Desk,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    fetch(staff, Name::Letter, &ticket, &headers).await
}

/// `GET /roster.signed`: no secret, the same as on the reporters' door.
async fn roster(State(staff): State<Arc<Staff>>) -> Result<impl IntoResponse, Refusal> {
    let page = staff.pages.get("/roster.signed").ok_or(Refusal::Unknown)?;
    Ok((
        [(
            header::CONTENT_TYPE,
            HeaderValue::from_static(page.media_type),
        )],
        page.bytes.clone(),
    ))
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
