//! Refuses requests that do not come from the local page itself.

use crate::page::guard::Token;
use crate::page::state::PageState;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The content security policy of every answer.
pub const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types desk";

/// The answer to a request that shows no token.
pub const TURNED_AWAY: &str = "Open the file that `sotto-desk serve` named.\n";

/// Refuses requests by another page or under another host name, and adds our headers to every answer.
pub async fn same_origin(
    State(view): State<Arc<PageState>>,
    request: Request,
    next: Next,
) -> Response {
    let from_here = view.guard.is_from_here(request.headers());
    // Another page may link here, as the file does, but may ask for nothing except the bare page.
    let arriving = request.uri().path() == "/"
        && request
            .headers()
            .get("sec-fetch-mode")
            .is_some_and(|mode| mode == "navigate");
    let host = request
        .headers()
        .get(header::HOST)
        .is_some_and(|host| host == view.guard.host.as_str());
    let response = if from_here || arriving && host {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, TURNED_AWAY).into_response()
    };
    dress(response)
}

/// Refuses requests that show no token.
pub async fn token(State(view): State<Arc<PageState>>, request: Request, next: Next) -> Response {
    if view.guard.admits(request.headers()) {
        if let Some(idle) = idle(request.headers()) {
            view.presence.seen((view.clock)(), idle);
        }
        next.run(request).await
    } else {
        (StatusCode::UNAUTHORIZED, TURNED_AWAY).into_response()
    }
}

/// Returns for how many seconds the person at the page has done nothing, which the page says with each request.
pub fn idle(headers: &HeaderMap) -> Option<u64> {
    headers.get("sotto-idle")?.to_str().ok()?.parse().ok()
}

/// `POST /session`: exchanges the token from the file for a lasting one.
pub async fn exchange(
    State(view): State<Arc<PageState>>,
    Json(handed): Json<Token>,
) -> Result<Json<Token>, (StatusCode, &'static str)> {
    view.guard
        .exchange(&handed.token)
        .map(Json)
        .ok_or((StatusCode::UNAUTHORIZED, TURNED_AWAY))
}

/// Adds our headers to an answer.
pub fn dress(mut response: Response) -> Response {
    for (name, value) in [
        ("content-security-policy", CSP),
        ("cache-control", "no-store"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ] {
        response.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}
