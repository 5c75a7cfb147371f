//! A step's judgement of what came from the intake, with the alerts that it raises.

use crate::remote::error::PullError;
use crate::session::alert::{Alert, alert};
use crate::session::unlocked::Session;

/// What a step may store of what came, and the alerts that the rest raises.
#[must_use = "its alerts must be recorded"]
pub struct Judged<T> {
    good: T,
    alerts: Vec<Alert>,
}

impl<T> Judged<T> {
    /// Pairs what may be stored with the alerts.
    pub fn new(good: T, alerts: Vec<Alert>) -> Self {
        Self { good, alerts }
    }

    /// Records the alerts, and returns what may be stored. There is no other way to get at it: if something were stored first and the
    /// desk stopped before the alerts were recorded, it would not be fetched again, and its alert would be lost.
    pub fn record(self, session: &Session) -> Result<T, PullError> {
        for raised in self.alerts {
            alert(session, raised).map_err(PullError::Session)?;
        }
        Ok(self.good)
    }
}
