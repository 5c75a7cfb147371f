//! What a desk can do: see what may be pulled, fetch it sealed, confirm that it rests with its handler; pin
//! replies to the board and take them down.

use crate::api::public::submissions::keep;
use crate::api::staff::routes::Staff;
use crate::api::staff::sessions::{self, Who};
use crate::http::body::{self, Guest};
use crate::refusal::{Refusal, padded, yes};
use crate::storage::frame::unframed;
use crate::storage::kind::SlotKind;
use crate::storage::writer::job::Job;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use sotto::sealed::Header;
use sotto::ticket::Ticket;
use sotto::wire::{Confirm, Listing, Login, REPLY};
use std::sync::Arc;
use tokio::sync::oneshot;

const MESSAGE: usize = 1 << 20;

/// `POST /session`.
pub async fn open_session(
    State(staff): State<Arc<Staff>>,
    Extension(guest): Extension<Guest>,
    body: Body,
) -> Result<Response, Refusal> {
    let body = body::body(&guest, body, 1, |length| length <= 4096).await?;
    let login: Login = serde_json::from_slice(&body.bytes).map_err(|_| Refusal::Closed)?;
    let mut token = [0; 32];
    getrandom::fill(&mut token).map_err(|_| Refusal::Unavailable)?;
    let session = staff.access.open(
        &staff.standing.look().roster,
        &login,
        &staff.host,
        (staff.clock)(),
        token,
    )?;
    let session = serde_json::to_string(&session).map_err(|_| Refusal::Unavailable)?;
    Ok(padded(StatusCode::OK, "application/json", session))
}

/// `GET /reports`.
pub async fn list(
    State(staff): State<Arc<Staff>>,
    headers: HeaderMap,
) -> Result<Json<Listing>, Refusal> {
    admitted(&staff, &headers)?;
    let index = staff.shelf.look();
    Ok(Json(Listing {
        reports: index.visible(SlotKind::Report),
        letters: index.visible(SlotKind::Letter),
        burst: index.burst(),
    }))
}

/// `GET /reports/{ticket}`, `/letters/{ticket}` and `/pieces/{ticket}`: whole, or from `Range: bytes=N-` on.
pub async fn fetch(
    staff: Arc<Staff>,
    kind: SlotKind,
    ticket: &str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    admitted(&staff, headers)?;
    send(staff, kind, ticket, headers).await
}

/// The same, for whoever was admitted already.
pub async fn send(
    staff: Arc<Staff>,
    kind: SlotKind,
    ticket: &str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let ticket = ticket.parse().map_err(|_| Refusal::Unknown)?;
    let read = tokio::task::spawn_blocking(move || staff.shelf.fetch(kind, ticket));
    let bytes = read
        .await
        .map_err(|_| Refusal::Unavailable)?
        .and_then(|bytes| match kind {
            SlotKind::Letter => unframed(&bytes),
            _ => Some(bytes),
        })
        .ok_or(Refusal::Unknown)?;
    let Some(range) = headers.get(header::RANGE) else {
        return Ok(sealed(StatusCode::OK, bytes).into_response());
    };
    let from = range.to_str().ok().and_then(|range| {
        range
            .strip_prefix("bytes=")?
            .strip_suffix('-')?
            .parse()
            .ok()
    });
    let total = bytes.len();
    let rest = from
        .and_then(|from: usize| bytes.get(from..))
        .filter(|rest| !rest.is_empty())
        .ok_or(Refusal::Wrong)?;
    let range = HeaderValue::from_str(&format!(
        "bytes {}-{}/{total}",
        total - rest.len(),
        total - 1
    ))
    .map_err(|_| Refusal::Wrong)?;
    let mut response = sealed(StatusCode::PARTIAL_CONTENT, rest.to_vec()).into_response();
    response.headers_mut().insert(header::CONTENT_RANGE, range);
    Ok(response)
}

/// `POST /confirm`.
pub async fn confirm(
    State(staff): State<Arc<Staff>>,
    Extension(guest): Extension<Guest>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let handler = admitted(&staff, &headers)?;
    let body = body::body(&guest, body, 3, |length| length <= MESSAGE).await?;
    let confirm: Confirm = serde_json::from_slice(&body.bytes).map_err(|_| Refusal::Wrong)?;
    let named = |kind, tickets: Vec<Ticket>| tickets.into_iter().map(move |ticket| (kind, ticket));
    let items = named(SlotKind::Report, confirm.reports)
        .chain(named(SlotKind::Piece, confirm.pieces))
        .chain(named(SlotKind::Letter, confirm.letters))
        .collect();
    let (done, wait) = oneshot::channel();
    staff
        .jobs
        .send(Job::Confirm {
            handler,
            items,
            done,
        })
        .map_err(|_| Refusal::Unavailable)?;
    wait.await.map_err(|_| Refusal::Unavailable)?;
    Ok(yes(StatusCode::OK))
}

/// `POST /replies`: a tag of 16 bytes and the sealed reply of exactly 4 KiB.
pub async fn pin(
    State(staff): State<Arc<Staff>>,
    Extension(guest): Extension<Guest>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    admitted(&staff, &headers)?;
    let body = body::body(&guest, body, 2, |length| length == 16 + REPLY).await?;
    let (tag, reply) = body.bytes.split_first_chunk::<16>().ok_or(Refusal::Wrong)?;
    Header::parse(reply).ok_or(Refusal::NotSealed)?;
    let (tag, reply) = ((*tag).into(), reply.to_vec());
    keep(
        &staff.jobs,
        SlotKind::Reply,
        tag,
        body.become_of(reply),
        None,
    )
    .await
}

/// `DELETE /replies/{tag}`: erases it, if it is there.
pub async fn take_down(
    State(staff): State<Arc<Staff>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    admitted(&staff, &headers)?;
    let tag = tag.parse().map_err(|_| Refusal::Unknown)?;
    let (done, wait) = oneshot::channel();
    let items = vec![(SlotKind::Reply, tag)];
    staff
        .jobs
        .send(Job::Withdraw { items, done })
        .map_err(|_| Refusal::Unavailable)?;
    wait.await.map_err(|_| Refusal::Unavailable)?;
    Ok(yes(StatusCode::OK))
}

/// Which handler asks, by place in the roster.
pub fn admitted(staff: &Staff, headers: &HeaderMap) -> Result<usize, Refusal> {
    match bearer(staff, headers)? {
        Who::Handler(place) => Ok(place),
        Who::Coordinator => Err(Refusal::Closed),
    }
}

/// Whether a coordinator asks: they see nothing but what is sealed to coordinators.
pub fn coordinates(staff: &Staff, headers: &HeaderMap) -> Result<(), Refusal> {
    match bearer(staff, headers)? {
        Who::Coordinator => Ok(()),
        Who::Handler(_) => Err(Refusal::Closed),
    }
}

fn bearer(staff: &Staff, headers: &HeaderMap) -> Result<Who, Refusal> {
    let token = sessions::bearer(headers).ok_or(Refusal::Closed)?;
    staff.access.who(&token, (staff.clock)())
}

fn sealed(status: StatusCode, bytes: Vec<u8>) -> impl IntoResponse {
    (
        status,
        [(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        )],
        bytes,
    )
}
