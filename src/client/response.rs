//! Reading of answers, within limits of time and size.

use super::error::ClientError;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{Response, StatusCode};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The longest wait for an answer, or for more of it.
pub(super) const STALLED: Duration = Duration::from_secs(60);
/// The longest list or roster, in bytes: 100,000 reports.
pub const LONGEST: usize = 4 << 20;

/// Returns an answer of the wanted status; any other is an error.
pub(super) fn expect(
    answer: Response<Incoming>,
    status: StatusCode,
) -> Result<Response<Incoming>, ClientError> {
    match answer.status() {
        found if found == status => Ok(answer),
        StatusCode::UNAUTHORIZED => Err(ClientError::Refused),
        found => Err(ClientError::Answer(found)),
    }
}

/// Reads an answer's JSON.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ClientError> {
    serde_json::from_slice(bytes).map_err(|_| ClientError::Nonsense)
}

/// Returns a body of at most [`LONGEST`] bytes.
pub async fn whole(answer: Response<Incoming>) -> Result<Vec<u8>, ClientError> {
    let mut bytes = Vec::new();
    read(answer, &mut bytes, LONGEST).await?;
    Ok(bytes)
}

/// Appends a body to `bytes`, at most up to `limit` of them. What came before it broke off stays there.
pub(super) async fn read(
    answer: Response<Incoming>,
    bytes: &mut Vec<u8>,
    limit: usize,
) -> Result<(), ClientError> {
    let mut body = answer.into_body();
    loop {
        let frame = tokio::time::timeout(STALLED, body.frame())
            .await
            .map_err(|_| ClientError::Reach)?;
        let Some(frame) = frame else { return Ok(()) };
        if let Ok(data) = frame.map_err(|_| ClientError::Reach)?.into_data() {
            bytes.extend_from_slice(&data);
        }
        if bytes.len() > limit {
            return Err(ClientError::Nonsense);
        }
    }
}
