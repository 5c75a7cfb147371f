//! How far something that takes long has come.

use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

/// Where a pull has come to, for whoever looks.
#[derive(Clone, Default)]
pub struct Progress(Arc<Mutex<Option<Stage>>>);

/// One stage of it: so many of so many. `of` is 0 while that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stage {
    pub what: &'static str,
    pub done: usize,
    pub of: usize,
}

impl Progress {
    /// Says where it is now.
    pub fn say(&self, what: &'static str, done: usize, of: usize) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Stage { what, done, of });
    }

    /// Returns where it is now, or `None` when it has ended.
    pub fn look(&self) -> Option<Stage> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Says that it has ended.
    pub fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
