//! What the handlers' listener tells without a session, since it is no secret.

use crate::api::response::{OCTETS, typed};
use crate::api::staff::state::Staff;
use crate::refusal::Refusal;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// `GET /roster.signed`: no secret, the same as on the reporters' listener.
pub async fn roster(State(staff): State<Arc<Staff>>) -> Result<Response, Refusal> {
    let roster = staff.roster_in_force.current();
    let page = roster.pages.get("/roster.signed");
    let page = page.ok_or(Refusal::Unknown)?;
    Ok(typed(StatusCode::OK, page.media_type, page.bytes.clone()))
}

/// `GET /site.signed`: a signature, a line feed, the manifest. No secret either.
pub async fn manifest(State(staff): State<Arc<Staff>>) -> Response {
    typed(StatusCode::OK, OCTETS, staff.manifest.clone())
}

/// `GET /status`: for the operator and their scraper, without a session. What it says is safe for anybody to hear.
pub async fn status(State(staff): State<Arc<Staff>>) -> Response {
    let media_type = "text/plain; version=0.0.4";
    typed(StatusCode::OK, media_type, staff.metrics.text())
}
