//! The reporters' door: every route of it on this page.

use crate::api::public::board::{self, Board};
use crate::api::public::letters;
use crate::api::public::submissions::{put_piece, put_report, withdraw};
use crate::api::roster_in_force::Standing;
use crate::api::site::Page;
use crate::refusal::Refusal;
use crate::storage::writer::job::Job;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// What the reporters' door can reach: no listing, and no fetching but of the board.
pub struct Public {
    pub jobs: Sender<Job>,
    pub board: Arc<Board>,
    /// The signed site.
    pub pages: HashMap<String, Page>,
    /// Whom a report must be sealed to.
    pub standing: Arc<Standing>,
}

pub fn routes(public: Arc<Public>) -> Router {
    Router::new()
        .route("/pieces/{ticket}", put(put_piece))
        .route("/reports/{ticket}", put(put_report))
        .route("/withdrawals", post(withdraw))
        .route("/letters/{language}", post(letters::post))
        .route("/letters/{language}/replies", post(letters::replies))
        .route("/board", get(board::index))
        .route("/board/{page}", get(board::page))
        .method_not_allowed_fallback(async || Refusal::Unknown)
        .fallback(page)
        .with_state(public)
}

/// The signed site and the signed roster, from memory.
async fn page(
    State(intake): State<Arc<Public>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let standing = intake.standing.look();
    let of_site = || intake.pages.get(uri.path());
    let page = standing.pages.get(uri.path()).or_else(of_site);
    let page = page.ok_or(Refusal::Unknown)?;
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
