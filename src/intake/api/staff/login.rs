//! Opens sessions.

use crate::api::staff::state::Staff;
use crate::http::body::{self, RequestContext};
use crate::refusal::{Refusal, padded};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use sotto::wire::Login;
use std::sync::Arc;

/// `POST /session`: exchanges a login that a handler or a coordinator signed for a token.
pub async fn open_session(
    State(staff): State<Arc<Staff>>,
    Extension(context): Extension<RequestContext>,
    body: Body,
) -> Result<Response, Refusal> {
    let body = body::receive(&context, body, 1, |length| length <= 4096).await?;
    let login: Login = serde_json::from_slice(&body.bytes).map_err(|_| Refusal::Closed)?;
    let mut token = [0; 32];
    getrandom::fill(&mut token).map_err(|_| Refusal::Unavailable)?;
    let session = staff.sessions.open(
        &staff.roster_in_force.current().roster,
        &login,
        &staff.host,
        (staff.clock)(),
        token,
    )?;
    let session = serde_json::to_string(&session).map_err(|_| Refusal::Unavailable)?;
    Ok(padded(StatusCode::OK, "application/json", session))
}
