//! Replaces the roster in force by a newer one.
//!
//! A session alone is not trusted with it: only the root key's signature counts, and a higher serial number.

use crate::api::staff::state::{Handler, Staff};
use crate::api::submit::submit;
use crate::http::body::{self, RequestContext};
use crate::refusal::{Refusal, accepted};
use crate::storage::frame::frame;
use crate::storage::writer::job::{Job, Kept, NewRoster};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use sotto::day::Day;
use std::sync::Arc;

/// The longest roster with its signature, in bytes: 64 handlers take 140 KB.
const LONGEST: usize = 200 << 10;

/// `PUT /roster`: a signature, a line feed, the roster. It is durable and in force before 201; all sessions end.
pub async fn put_roster(
    State(staff): State<Arc<Staff>>,
    Extension(context): Extension<RequestContext>,
    _: Handler,
    body: Body,
) -> Result<Response, Refusal> {
    let body = body::receive(&context, body, 3, |length| length <= LONGEST).await?;
    let (roster_in_force, now) = (&staff.roster_in_force, staff.roster_in_force.current());
    let next = roster_in_force
        .verify(&body.bytes)
        .map_err(|_| Refusal::Wrong)?;
    if next.digest == now.digest {
        return Ok(accepted(StatusCode::OK));
    }
    let today = Day::of_unix((staff.clock)()).map_err(|_| Refusal::Unavailable)?;
    let newer = next.roster.holds_on(today, now.roster.serial + 1);
    newer.map_err(|_| Refusal::Taken)?;
    let roster = NewRoster {
        framed: frame(&body.bytes)?,
        serial: next.roster.serial,
        digest: next.digest,
        former: now.roster.serial,
        keep_until: next.roster.keep_until,
        places: next.places_of(&now.roster),
    };
    if submit(&staff.jobs, |done| Job::Roster(roster, done)).await? != Kept::New {
        return Err(Refusal::Unavailable);
    }
    roster_in_force.replace(next);
    staff.sessions.close_all();
    Ok(accepted(StatusCode::CREATED))
}
