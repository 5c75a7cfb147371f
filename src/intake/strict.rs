//! What a request must be before any route sees it, and what every answer carries.

use crate::refusal::Refusal;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Version, header};
use axum::response::Response;
use http_body_util::BodyExt;
use sotto::hex::Hex;
use std::time::Duration;

/// A body that makes no progress for so long is given up.
const STALLED: Duration = Duration::from_secs(20);

/// Refuses what is not plainly one of ours: another host, a query, a foreign method, doubled framing.
pub fn check<B>(request: &Request<B>, host: &str) -> Result<(), Refusal> {
    let headers = request.headers();
    if one(headers, &header::HOST).map(HeaderValue::as_bytes) != Some(host.as_bytes()) {
        return Err(Refusal::Misdirected);
    }
    let uri = request.uri();
    if request.version() != Version::HTTP_11
        || uri.scheme().is_some()
        || uri.authority().is_some()
        || uri.query().is_some()
    {
        return Err(Refusal::Wrong);
    }
    if ![Method::GET, Method::PUT, Method::POST, Method::DELETE].contains(request.method()) {
        return Err(Refusal::Method);
    }
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(Refusal::NoLength);
    }
    if headers.contains_key(header::CONTENT_ENCODING)
        || headers.contains_key(header::EXPECT)
        || headers.contains_key(header::UPGRADE)
    {
        return Err(Refusal::Encoded);
    }
    let bodiless = [Method::GET, Method::DELETE].contains(request.method());
    if bodiless
        && headers
            .get(header::CONTENT_LENGTH)
            .is_some_and(|length| length != "0")
    {
        return Err(Refusal::Wrong);
    }
    Ok(())
}

/// The header's value if it stands exactly once.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

/// The 32 bytes of `Authorization: Bearer`, in hexadecimal.
pub fn bearer(headers: &HeaderMap) -> Option<Hex<32>> {
    Hex::parse(
        one(headers, &header::AUTHORIZATION)?
            .to_str()
            .ok()?
            .strip_prefix("Bearer ")?,
    )
}

/// Reads a body whose declared length `fits`; nothing longer is ever held, and nothing that stalls.
pub async fn body(
    headers: &HeaderMap,
    mut body: Body,
    fits: impl Fn(usize) -> bool,
) -> Result<Vec<u8>, Refusal> {
    let declared = length(headers)?;
    if !fits(declared) {
        return Err(if declared > sotto::wire::PIECE {
            Refusal::TooLong
        } else {
            Refusal::Wrong
        });
    }
    let mut bytes = Vec::new();
    while bytes.len() < declared {
        bytes.extend_from_slice(&part(&mut body).await?);
    }
    (bytes.len() == declared)
        .then_some(bytes)
        .ok_or(Refusal::Wrong)
}

/// Takes a body in and throws it away, so that a browser hears why: it does not listen before all is sent.
pub async fn discard(headers: &HeaderMap, mut body: Body, most: usize) -> Result<(), Refusal> {
    let mut left = length(headers)?;
    if left > most {
        return Err(Refusal::TooLong);
    }
    while left > 0 {
        left = left.saturating_sub(part(&mut body).await?.len());
    }
    Ok(())
}

/// The length that the body is said to have.
pub fn length(headers: &HeaderMap) -> Result<usize, Refusal> {
    let declared = one(headers, &header::CONTENT_LENGTH).ok_or(Refusal::NoLength)?;
    declared
        .to_str()
        .ok()
        .and_then(|length| length.parse().ok())
        .ok_or(Refusal::Wrong)
}

/// The next part of a body that is not at its end.
async fn part(body: &mut Body) -> Result<Bytes, Refusal> {
    let frame = tokio::time::timeout(STALLED, body.frame())
        .await
        .map_err(|_| Refusal::Slow)?;
    match frame {
        Some(Ok(frame)) => Ok(frame.into_data().unwrap_or_default()),
        _ => Err(Refusal::Wrong),
    }
}

/// The headers of every answer, whatever was asked.
pub fn dress(mut response: Response, csp: &HeaderValue) -> Response {
    let headers = response.headers_mut();
    // The router's own, where a path knows other methods: a stranger hears nothing of that.
    headers.remove(header::ALLOW);
    headers.insert(header::CONTENT_SECURITY_POLICY, csp.clone());
    for (name, value) in [
        ("cache-control", "no-store"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), display-capture=(), usb=(), serial=(), payment=(), browsing-topics=()",
        ),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}
