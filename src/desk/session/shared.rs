//! The desk as several threads share it, while it is unlocked and when it is locked.

use crate::session::unlocked::Session;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A desk that several threads use, one at a time. It is `None` while the desk is locked.
#[derive(Clone)]
pub struct SharedSession(Arc<Mutex<Option<Session>>>);

impl SharedSession {
    /// Shares an unlocked desk, or a locked one.
    pub fn new(session: Option<Session>) -> Self {
        Self(Arc::new(Mutex::new(session)))
    }

    /// Waits for the desk, and returns it; no other thread has it until the guard is dropped.
    pub fn hold(&self) -> MutexGuard<'_, Option<Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls `act` with the unlocked desk, and returns its result.
    ///
    /// # Errors
    /// [`Locked`], as an error of `act`'s type, if the desk is locked.
    pub fn at<T, E>(&self, act: impl FnOnce(&mut Session) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Locked>,
    {
        act(self.hold().as_mut().ok_or(Locked)?)
    }
}

/// The desk is locked.
#[derive(Debug)]
pub struct Locked;
