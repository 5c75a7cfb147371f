//! The headers of every answer.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use sotto::wire::SITE_HEADERS;

/// Sets the headers of every answer, whatever was asked.
pub fn set_security_headers(mut response: Response, csp: &HeaderValue) -> Response {
    let headers = response.headers_mut();
    // The router's own, where a path knows other methods: a stranger hears nothing of that.
    headers.remove(header::ALLOW);
    headers.insert(header::CONTENT_SECURITY_POLICY, csp.clone());
    for (name, value) in SITE_HEADERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}
