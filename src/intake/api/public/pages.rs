//! What a reporter can look at: the signed site, the signed roster, and the board.

use crate::api::public::state::Public;
use crate::api::response::{OCTETS, typed};
use crate::refusal::Refusal;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use std::sync::Arc;

/// Any other path: a page of the signed site or the signed roster, from memory.
pub async fn page(
    State(intake): State<Arc<Public>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let roster = intake.roster_in_force.current();
    let of_site = || intake.pages.get(uri.path());
    let page = roster.pages.get(uri.path()).or_else(of_site);
    let page = page.ok_or(Refusal::Unknown)?;
    if method != Method::GET {
        return Err(Refusal::Method);
    }
    let gzip = page.gzip.as_ref().filter(|_| takes_gzip(&headers));
    let bytes = gzip.unwrap_or(&page.bytes).clone();
    let mut response = typed(StatusCode::OK, page.media_type, bytes);
    if gzip.is_some() {
        let gzip = HeaderValue::from_static("gzip");
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, gzip);
    }
    Ok(response)
}

/// Returns whether a browser says that it accepts gzip.
fn takes_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|codings| codings.split(',').any(|coding| coding.trim() == "gzip"))
}

/// `GET /board`: all tags on the board.
pub async fn board_index(State(intake): State<Arc<Public>>) -> Result<Response, Refusal> {
    let board = Arc::clone(&intake.board);
    let index = tokio::task::spawn_blocking(move || board.index());
    let index = index.await.map_err(|_| Refusal::Unavailable)?;
    Ok(typed(StatusCode::OK, OCTETS, index))
}

/// `GET /board/{page}`: a page of the board, counted from 0.
pub async fn board_page(
    State(intake): State<Arc<Public>>,
    Path(number): Path<String>,
) -> Result<Response, Refusal> {
    let board = Arc::clone(&intake.board);
    let number: usize = number
        .parse()
        .ok()
        .filter(|parsed: &usize| parsed.to_string() == number)
        .ok_or(Refusal::Unknown)?;
    let read = tokio::task::spawn_blocking(move || board.page(number));
    let page = read.await.map_err(|_| Refusal::Unavailable)?;
    let page = page.ok_or(Refusal::Unknown)?;
    Ok(typed(StatusCode::OK, OCTETS, page))
}
