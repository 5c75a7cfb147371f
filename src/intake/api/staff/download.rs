//! Returns what is kept, sealed as it is.

use crate::api::response::{OCTETS, typed};
use crate::api::staff::state::Staff;
use crate::refusal::Refusal;
use crate::storage::frame::unframe;
use crate::storage::kind::SlotKind;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use std::sync::Arc;

/// Returns what is kept under a ticket: the whole of it, or from `Range: bytes=N-` on. The caller has already admitted
/// whoever asks.
///
/// # Errors
///
/// [`Refusal::Unknown`] if there is nothing that may be seen, [`Refusal::Wrong`] if the range has another form.
pub async fn download(
    staff: Arc<Staff>,
    kind: SlotKind,
    ticket: &str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let ticket = ticket.parse().map_err(|_| Refusal::Unknown)?;
    let read = tokio::task::spawn_blocking(move || staff.index.fetch(kind, ticket));
    let bytes = read
        .await
        .map_err(|_| Refusal::Unavailable)?
        .and_then(|bytes| match kind {
            SlotKind::Letter => unframe(&bytes),
            _ => Some(bytes),
        })
        .ok_or(Refusal::Unknown)?;
    match headers.get(header::RANGE) {
        Some(range) => rest(&bytes, range).ok_or(Refusal::Wrong),
        None => Ok(typed(StatusCode::OK, OCTETS, bytes)),
    }
}

/// Returns the bytes from `bytes=N-` on, if there are any.
fn rest(bytes: &[u8], range: &HeaderValue) -> Option<Response> {
    let from = range.to_str().ok()?;
    let from: usize = from
        .strip_prefix("bytes=")?
        .strip_suffix('-')?
        .parse()
        .ok()?;
    let rest = bytes.get(from..).filter(|rest| !rest.is_empty())?;
    let (last, total) = (bytes.len() - 1, bytes.len());
    let range = HeaderValue::from_str(&format!("bytes {from}-{last}/{total}")).ok()?;
    let mut response = typed(StatusCode::PARTIAL_CONTENT, OCTETS, rest.to_vec());
    response.headers_mut().insert(header::CONTENT_RANGE, range);
    Some(response)
}
