//! The unlocked desk between several threads, and the lock that takes it away.

use crate::session::unlocked::Session;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A desk that several use, one at a time.
#[derive(Clone)]
pub struct SharedSession(Arc<Mutex<Option<Session>>>);

impl SharedSession {
    pub fn new(session: Option<Session>) -> Self {
        Self(Arc::new(Mutex::new(session)))
    }

    /// Returns the desk, if it is unlocked; nobody else has it meanwhile.
    pub fn hold(&self) -> MutexGuard<'_, Option<Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the desk.
    pub fn at<T, E>(&self, act: impl FnOnce(&mut Session) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Locked>,
    {
        act(self.hold().as_mut().ok_or(Locked)?)
    }
}

/// The desk was locked meanwhile.
#[derive(Debug)]
pub struct Locked;
