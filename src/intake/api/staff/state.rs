//! The state that requests of handlers and coordinators share, and who may use it.

use crate::api::roster_in_force::RosterInForce;
use crate::api::staff::sessions::{Caller, Sessions, bearer};
use crate::metrics::Metrics;
use crate::refusal::Refusal;
use crate::storage::index::SlotIndex;
use crate::storage::writer::job::Job;
use axum::body::Bytes;
use axum::http::HeaderMap;
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

impl Staff {
    /// Returns which handler asks, by their index in the roster.
    ///
    /// # Errors
    ///
    /// [`Refusal::Closed`] if it is anybody else, also a coordinator.
    pub fn admit_handler(&self, headers: &HeaderMap) -> Result<usize, Refusal> {
        match self.who(headers)? {
            Caller::Handler(index) => Ok(index),
            Caller::Coordinator => Err(Refusal::Closed),
        }
    }

    /// Admits a coordinator, who sees nothing but what is sealed to coordinators.
    ///
    /// # Errors
    ///
    /// [`Refusal::Closed`] if it is anybody else, also a handler.
    pub fn admit_coordinator(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        match self.who(headers)? {
            Caller::Coordinator => Ok(()),
            Caller::Handler(_) => Err(Refusal::Closed),
        }
    }

    fn who(&self, headers: &HeaderMap) -> Result<Caller, Refusal> {
        let token = bearer(headers).ok_or(Refusal::Closed)?;
        self.sessions.who(&token, (self.clock)())
    }
}
