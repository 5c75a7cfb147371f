//! All routes of the handlers' listener. Without a session all but three are closed alike.

use crate::api::staff::facts::{manifest, roster, status};
use crate::api::staff::login::open_session;
use crate::api::staff::pickup::{
    confirm, fetch_letter, fetch_piece, fetch_report, list, put_piece,
};
use crate::api::staff::put_card::put_card;
use crate::api::staff::put_roster::put_roster;
use crate::api::staff::replies::{pin, tags, take_down};
use crate::api::staff::state::Staff;
use crate::api::staff::{contributions, events};
use crate::refusal::Refusal;
use axum::Router;
use axum::routing::{delete, get, post, put};
use std::sync::Arc;

/// Returns the router of the handlers' listener.
pub fn routes(staff: Arc<Staff>) -> Router {
    Router::new()
        .route("/session", post(open_session))
        .route("/reports", get(list))
        .route("/reports/{ticket}", get(fetch_report))
        .route("/pieces/{ticket}", get(fetch_piece).put(put_piece))
        .route("/letters/{ticket}", get(fetch_letter))
        .route("/confirm", post(confirm))
        .route("/replies", get(tags).post(pin))
        .route("/replies/{tag}", delete(take_down))
        .route("/events", post(events::take).put(events::put_all))
        .route("/events/since/{day}", get(events::list))
        .route("/events/{ticket}", get(events::take_one).put(events::put))
        .route("/contributions", get(contributions::list))
        .route(
            "/contributions/{ticket}",
            get(contributions::take).put(contributions::put),
        )
        .route("/roster", put(put_roster))
        .route("/cards", put(put_card))
        .route("/roster.signed", get(roster))
        .route("/site.signed", get(manifest))
        .route("/status", get(status))
        .method_not_allowed_fallback(async || Refusal::Unknown)
        .fallback(async || Refusal::Unknown)
        .with_state(staff)
}
