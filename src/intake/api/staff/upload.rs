//! Receives what handlers submit under the digest of its bytes, so that nobody can replace it unnoticed.

use crate::api::staff::state::Staff;
use crate::api::submit::keep;
use crate::http::body::{self, RequestContext};
use crate::refusal::Refusal;
use crate::size::Size;
use crate::storage::kind::SlotKind;
use crate::storage::writer::job::Submission;
use axum::body::Body;
use axum::response::Response;
use sotto::ticket::Ticket;

/// Keeps a body of a slot's size that is `fit`. The caller has already admitted whoever asks.
///
/// # Errors
///
/// [`Refusal::Wrong`] if `ticket` is not the digest of the body, [`Refusal::NotSealed`] if the body is not fit.
pub async fn upload(
    staff: &Staff,
    kind: SlotKind,
    ticket: &str,
    context: &RequestContext,
    body: Body,
    fit: fn(&[u8]) -> bool,
) -> Result<Response, Refusal> {
    let ticket: Ticket = ticket.parse().map_err(|_| Refusal::Unknown)?;
    let fits = |length| Size::exactly(length).is_some();
    let received = body::receive(context, body, 1, fits).await?;
    if ticket != Ticket::of_bytes(&received.bytes) {
        return Err(Refusal::Wrong);
    }
    if !fit(&received.bytes) {
        return Err(Refusal::NotSealed);
    }
    let submission = Submission {
        kind,
        ticket,
        received,
        circuit: None,
    };
    keep(&staff.jobs, submission).await
}
