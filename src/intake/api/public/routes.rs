//! All routes of the reporters' listener.

use crate::api::public::letter_form::post_letter;
use crate::api::public::pages::{board_index, board_page, page};
use crate::api::public::reply_page::post_replies;
use crate::api::public::state::Public;
use crate::api::public::submissions::{put_piece, put_report, withdraw};
use crate::refusal::Refusal;
use axum::Router;
use axum::routing::{get, post, put};
use std::sync::Arc;

/// Returns the router of the reporters' listener.
pub fn routes(public: Arc<Public>) -> Router {
    Router::new()
        .route("/pieces/{ticket}", put(put_piece))
        .route("/reports/{ticket}", put(put_report))
        .route("/withdrawals", post(withdraw))
        .route("/letters/{language}", post(post_letter))
        .route("/letters/{language}/replies", post(post_replies))
        .route("/board", get(board_index))
        .route("/board/{page}", get(board_page))
        .method_not_allowed_fallback(async || Refusal::Unknown)
        .fallback(page)
        .with_state(public)
}
