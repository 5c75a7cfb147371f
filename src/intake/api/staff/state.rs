//! The state that requests of handlers and coordinators share, and who may use it.

use crate::api::roster_in_force::RosterInForce;
use crate::api::staff::sessions::{Caller, Sessions, bearer};
use crate::metrics::Metrics;
use crate::refusal::Refusal;
use crate::storage::index::SlotIndex;
use crate::storage::writer::job::Job;
use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// All that requests of handlers and coordinators can reach: sealed bytes, and who may have them.
pub struct Staff {
    pub jobs: Sender<Job>,
    pub index: Arc<SlotIndex>,
    pub sessions: Sessions,
    pub roster_in_force: Arc<RosterInForce>,
    /// The signed manifest of the site, for desks that check whether reporters are shown exactly that.
    pub manifest: Bytes,
    pub host: String,
    pub clock: fn() -> u64,
    pub metrics: Arc<Metrics>,
}

/// A handler who asks. A route that takes one is closed to anybody else, also to a coordinator.
pub struct Handler {
    /// Their index in the roster.
    pub index: usize,
    /// The serial number of that roster.
    pub serial: u64,
}

impl FromRequestParts<Arc<Staff>> for Handler {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, staff: &Arc<Staff>) -> Result<Self, Refusal> {
        // Before the session is looked up: a roster that comes in between ends all sessions.
        let serial = staff.roster_in_force.current().roster.serial;
        match staff.who(&parts.headers)? {
            Caller::Handler(index) => Ok(Self { index, serial }),
            Caller::Coordinator => Err(Refusal::Closed),
        }
    }
}

/// A coordinator who asks. A route that takes one is closed to anybody else, also to a handler: coordinators see nothing
/// but what is sealed to coordinators, and nobody else sees that.
pub struct Coordinator;

impl FromRequestParts<Arc<Staff>> for Coordinator {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, staff: &Arc<Staff>) -> Result<Self, Refusal> {
        match staff.who(&parts.headers)? {
            Caller::Coordinator => Ok(Self),
            Caller::Handler(_) => Err(Refusal::Closed),
        }
    }
}

impl Staff {
    /// Returns whose session a request names.
    fn who(&self, headers: &HeaderMap) -> Result<Caller, Refusal> {
        let token = bearer(headers).ok_or(Refusal::Closed)?;
        self.sessions.who(&token, (self.clock)())
    }
}
