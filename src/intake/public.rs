//! The reporters' door: every route of it on this page.

use crate::drops::{put_piece, put_report, withdraw};
use crate::keeper::Job;
use crate::refusal::Refusal;
use crate::shelf::Name;
use crate::site::Page;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::put;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// What the reporters' door can reach: no listing, no fetching.
pub struct Public {
    pub jobs: Sender<Job>,
    pub pages: HashMap<String, Page>,
    /// How many a report must be sealed to.
    pub handlers: usize,
}

pub fn routes(public: Arc<Public>) -> Router {
    Router::new()
        .route("/pieces/{ticket}", put(put_piece).delete(withdraw_piece))
        .route("/reports/{ticket}", put(put_report).delete(withdraw_report))
        .method_not_allowed_fallback(async || Refusal::Unknown)
        .fallback(page)
        .with_state(public)
}

type Intake = State<Arc<Public>>;

async fn withdraw_piece(
    State(intake): Intake,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    withdraw(&intake, Name::Piece, &ticket, &headers).await
}

async fn withdraw_report(
    State(intake): Intake,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    withdraw(&intake, Name::Report, &ticket, &headers).await
}

/// The signed site and the signed roster, from memory.
async fn page(
    State(intake): State<Arc<Public>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let page = intake.pages.get(uri.path()).ok_or(Refusal::Unknown)?;
    if method != Method::GET {
        return Err(Refusal::Method);
    }
    let typed = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static(page.media_type),
    )];
    let accepts = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let gzip = page
        .gzip
        .as_ref()
        .filter(|_| accepts.split(',').any(|coding| coding.trim() == "gzip"));
    Ok(match gzip {
        Some(gzip) => (
            typed,
            [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))],
            gzip.clone(),
        )
            .into_response(),
        None => (typed, page.bytes.clone()).into_response(),
    })
}
