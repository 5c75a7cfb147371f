//! The progress of a pull.

use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

/// The progress of a pull, which the page reads while the pull goes on.
#[derive(Clone, Default)]
pub struct Progress(Arc<Mutex<Option<Stage>>>);

/// A stage of a pull: what it does, and how many of how many are done. `of` is 0 while that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stage {
    pub what: &'static str,
    pub done: usize,
    pub of: usize,
}

impl Progress {
    /// Sets the present stage.
    pub fn say(&self, what: &'static str, done: usize, of: usize) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Stage { what, done, of });
    }

    /// Returns the present stage; `None` while no pull is under way.
    pub fn look(&self) -> Option<Stage> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Notes that the pull has ended.
    pub fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
