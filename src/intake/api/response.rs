//! Answers with a body.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The media type of what is sealed.
pub const OCTETS: &str = "application/octet-stream";
/// The media type of pages.
pub const HTML: &str = "text/html; charset=utf-8";

/// Returns `body` as an answer of this media type.
pub fn typed(status: StatusCode, media_type: &'static str, body: impl IntoResponse) -> Response {
    let typed = HeaderValue::from_static(media_type);
    (status, [(header::CONTENT_TYPE, typed)], body).into_response()
}
