//! Replies to reporters: a desk pins them to the board and takes them down.

use crate::api::staff::state::{Handler, Staff};
use crate::api::submit::{keep, submit};
use crate::http::body::{self, RequestContext};
use crate::refusal::{Refusal, accepted};
use crate::storage::kind::SlotKind;
use crate::storage::writer::job::{Job, Submission};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use sotto::sealed::Header;
use sotto::wire::REPLY;
use std::sync::Arc;

/// `POST /replies`: pins a reply: its tag of 16 bytes and the sealed reply of exactly 4 KiB.
pub async fn pin(
    State(staff): State<Arc<Staff>>,
    Extension(context): Extension<RequestContext>,
    _: Handler,
    body: Body,
) -> Result<Response, Refusal> {
    let body = body::receive(&context, body, 2, |length| length == 16 + REPLY).await?;
    let (tag, reply) = body.bytes.split_first_chunk::<16>().ok_or(Refusal::Wrong)?;
    Header::parse(reply).ok_or(Refusal::NotSealed)?;
    let (ticket, reply) = ((*tag).into(), reply.to_vec());
    let submission = Submission {
        kind: SlotKind::Reply,
        ticket,
        received: body.become_of(reply),
        circuit: None,
    };
    keep(&staff.jobs, submission).await
}

/// `DELETE /replies/{tag}`: erases a reply, if it is there.
pub async fn take_down(
    State(staff): State<Arc<Staff>>,
    Path(tag): Path<String>,
    _: Handler,
) -> Result<Response, Refusal> {
    let tag = tag.parse().map_err(|_| Refusal::Unknown)?;
    let items = vec![(SlotKind::Reply, tag)];
    submit(&staff.jobs, |done| Job::Withdraw(items, done)).await?;
    Ok(accepted(StatusCode::OK))
}
