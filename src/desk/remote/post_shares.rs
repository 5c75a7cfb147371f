//! Puts sealed shares down at the intake.

use crate::client::Intake;
use crate::numbers::contribute::{forget_sent, ready};
use crate::remote::error::PullError;
use crate::session::shared::SharedSession;
use data_encoding::BASE64;

/// Puts down at the intake what is to be sent. What was put down is forgotten here; what breaks off goes with the next pull.
pub async fn post(session: &SharedSession, intake: &Intake) -> Result<(), PullError> {
    let shares = session.at(|session| ready(session).map_err(PullError::Session))?;
    for sent in &shares {
        let bytes = BASE64.decode(sent.1.as_bytes()).unwrap_or_default();
        intake
            .put_contribution(bytes)
            .await
            .map_err(PullError::Client)?;
        session.at(|session| forget_sent(session, sent).map_err(PullError::Session))?;
    }
    Ok(())
}
