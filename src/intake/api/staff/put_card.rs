//! Takes a handler's epoch card.
//!
//! A session alone is not trusted with it: only the handler's signature counts.

use crate::api::staff::state::{Handler, Staff};
use crate::api::submit::submit;
use crate::http::body::{self, RequestContext};
use crate::refusal::{Refusal, accepted};
use crate::storage::frame::frame;
use crate::storage::writer::job::{Job, Kept, NewCard};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use sotto::day::Day;
use sotto::epoch::Epoch;
use sotto::ticket::Ticket;
use std::sync::Arc;

/// The longest card with its signature, in bytes: with its length it fills the smallest slot.
const LONGEST: usize = 4092;

/// `PUT /cards`: a signature, a line feed, a card of this epoch or the next. It is durable and served before 201.
pub async fn put_card(
    State(staff): State<Arc<Staff>>,
    Extension(context): Extension<RequestContext>,
    handler: Handler,
    body: Body,
) -> Result<Response, Refusal> {
    let body = body::receive(&context, body, 3, |length| length <= LONGEST).await?;
    let in_force = &staff.roster_in_force;
    let card = in_force
        .verify_card(&body.bytes)
        .map_err(|_| Refusal::Wrong)?;
    let today = Day::of_unix((staff.clock)()).map_err(|_| Refusal::Unavailable)?;
    let epoch = Epoch::of(today);
    if ![epoch, epoch.next()].contains(&card.card.epoch) {
        return Err(Refusal::Taken);
    }
    let new = NewCard {
        framed: frame(&body.bytes)?,
        ticket: Ticket::of_bytes(&body.bytes),
        serial: handler.serial,
        handler: card.handler,
        epoch: card.card.epoch,
    };
    match submit(&staff.jobs, |done| Job::Card(new, done)).await? {
        Kept::New => {}
        Kept::Same => return Ok(accepted(StatusCode::OK)),
        Kept::Other | Kept::Full => return Err(Refusal::Unavailable),
    }
    in_force.add_card(card);
    Ok(accepted(StatusCode::CREATED))
}
