//! How a request's body is taken in, and what every answer carries.

use crate::limits::circuit::Circuit;
use crate::limits::memory::Room;
use crate::limits::received::Received;
use crate::refusal::Refusal;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use http_body_util::BodyExt;
use sotto::hex::Hex;
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

/// A body that makes no progress for so long is given up.
const STALLED: Duration = Duration::from_secs(20);
/// Nobody waits longer for room in memory.
const PATIENCE: Duration = Duration::from_secs(60);
/// Up to here a body is small: most reports are, and they never wait behind large ones.
const SMALL: usize = 64 << 10;
/// Room for small bodies: a thousand reports of the smallest size.
const SMALL_ROOM: usize = 16 << 20;
/// Room for large ones: ten pieces.
const LARGE_ROOM: usize = 10 << 20;

/// Whoever sent a request, as far as fairness needs to know, and the room that there is for all.
#[derive(Clone)]
pub struct Guest {
    pub circuit: Circuit,
    pub rooms: Rooms,
}

/// Room in memory for what is on its way in.
#[derive(Clone)]
pub struct Rooms {
    small: Arc<Room>,
    large: Arc<Room>,
}

impl Rooms {
    pub fn new() -> Self {
        Self {
            small: Room::new(SMALL_ROOM, Duration::from_secs(10), PATIENCE),
            large: Room::new(LARGE_ROOM, Duration::from_secs(30), PATIENCE),
        }
    }
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

/// Takes a body in whose declared length `fits`, once there is room for it, `copies` times.
pub async fn body(
    guest: &Guest,
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
    let room = if declared * copies <= SMALL {
        &guest.rooms.small
    } else {
        &guest.rooms.large
    };
    let place = room.place(guest.circuit, declared * copies).await?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(declared));
    while bytes.len() < declared {
        tokio::select! {
            part = part(&mut body) => {
                let part = part?;
                place.came(part.len());
                bytes.extend_from_slice(&part);
            }
            () = place.cut() => return Err(Refusal::Slow),
        }
    }
    place.whole();
    Ok(Received::new(bytes, place))
}

/// Takes a body in and throws it away, so that a browser hears why: it does not listen before all is sent.
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

/// The length that the body is said to have; more never comes through.
pub fn length(body: &Body) -> Result<usize, Refusal> {
    let declared = body.size_hint().exact().ok_or(Refusal::NoLength)?;
    usize::try_from(declared).map_err(|_| Refusal::TooLong)
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
