//! What needs no session, since it is no secret.

use crate::api::response::{OCTETS, typed};
use crate::api::staff::state::Staff;
use crate::refusal::Refusal;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// `GET /roster.signed`: the roster in force, as the reporters' listener serves it.
pub async fn roster(State(staff): State<Arc<Staff>>) -> Result<Response, Refusal> {
    let roster = staff.roster_in_force.current();
    let page = roster.pages.get("/roster.signed");
    let page = page.ok_or(Refusal::Unknown)?;
    Ok(typed(StatusCode::OK, page.media_type, page.bytes.clone()))
}

/// `GET /site.signed`: the manifest of the site, after its signature and a line feed.
pub async fn manifest(State(staff): State<Arc<Staff>>) -> Response {
    typed(StatusCode::OK, OCTETS, staff.manifest.clone())
}

/// `GET /status`: figures for the operator and their scraper, which anybody may see.
pub async fn status(State(staff): State<Arc<Staff>>) -> Response {
    let media_type = "text/plain; version=0.0.4";
    typed(StatusCode::OK, media_type, staff.metrics.text())
}
