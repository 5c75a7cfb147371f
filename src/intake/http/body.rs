//! Receives the body of a request.

use crate::limits::circuit::Circuit;
use crate::limits::memory::MemoryBudgets;
use crate::limits::received::Received;
use crate::refusal::Refusal;
use axum::body::{Body, Bytes, HttpBody};
use http_body_util::BodyExt;
use std::time::Duration;
use zeroize::Zeroizing;

/// How long a body may make no progress before it is given up.
const STALLED: Duration = Duration::from_secs(20);
/// What is known of a request: its circuit, for fairness, and the memory that all requests share.
#[derive(Clone)]
pub struct RequestContext {
    pub circuit: Circuit,
    pub memory: MemoryBudgets,
}

/// Receives a body whose declared length `fits`, once there is memory for `copies` of it.
///
/// # Errors
///
/// Refuses a length that does not fit, a body that is too slow while others wait, or one that does not come whole.
pub async fn receive(
    context: &RequestContext,
    mut body: Body,
    copies: usize,
    fits: impl Fn(usize) -> bool,
) -> Result<Received, Refusal> {
    let declared = length(&body)?;
    if !fits(declared) {
        return Err(if declared > sotto::wire::PIECE {
            Refusal::TooLong
        } else {
            Refusal::Wrong
        });
    }
    let permit = context
        .memory
        .acquire(context.circuit, declared * copies)
        .await?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(declared));
    while bytes.len() < declared {
        tokio::select! {
            part = part(&mut body) => {
                let part = part?;
                permit.came(part.len());
                bytes.extend_from_slice(&part);
            }
            () = permit.cut() => return Err(Refusal::Slow),
        }
    }
    permit.whole();
    Ok(Received::new(bytes, permit))
}

/// Returns whether a length in bytes is that of 1 to `most` items of `size` bytes each.
pub fn is_of_items(length: usize, size: usize, most: usize) -> bool {
    length.is_multiple_of(size) && (1..=most).contains(&(length / size))
}

/// Receives a body of at most `most` bytes and throws it away: a browser reads no answer before it has sent all.
pub async fn discard(mut body: Body, most: usize) -> Result<(), Refusal> {
    let mut left = length(&body)?;
    if left > most {
        return Err(Refusal::TooLong);
    }
    while left > 0 {
        left = left.saturating_sub(part(&mut body).await?.len());
    }
    Ok(())
}

/// Returns the declared length of a body in bytes; the filter lets no more through.
pub fn length(body: &Body) -> Result<usize, Refusal> {
    let declared = body.size_hint().exact().ok_or(Refusal::NoLength)?;
    usize::try_from(declared).map_err(|_| Refusal::TooLong)
}

/// Returns the next part of a body that is not at its end.
async fn part(body: &mut Body) -> Result<Bytes, Refusal> {
    let frame = tokio::time::timeout(STALLED, body.frame())
        .await
        .map_err(|_| Refusal::Slow)?;
    match frame {
        Some(Ok(frame)) => Ok(frame.into_data().unwrap_or_default()),
        _ => Err(Refusal::Wrong),
    }
}
