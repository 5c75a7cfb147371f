//! What came from the intake, judged before anything of it is kept.

use crate::remote::error::PullError;
use crate::session::alert::{Alert, alert};
use crate::session::unlocked::Session;

/// What may be kept of what came, and the alerts that the rest of it raises.
#[must_use = "its alerts are to be recorded"]
pub struct Judged<T> {
    good: T,
    alerts: Vec<Alert>,
}

impl<T> Judged<T> {
    /// Pairs what may be kept with the alerts.
    pub fn new(good: T, alerts: Vec<Alert>) -> Self {
        Self { good, alerts }
    }

    /// Records the alerts, and returns what may be kept. There is no other way to it: were something kept first and the desk
    /// stopped then, it would not come again, and neither would its alert.
    pub fn record(self, session: &Session) -> Result<T, PullError> {
        for raised in self.alerts {
            alert(session, raised).map_err(PullError::Session)?;
        }
        Ok(self.good)
    }
}
