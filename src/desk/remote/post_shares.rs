//! Sends sealed shares to the intake.

use crate::numbers::contribute::{forget_sent, ready};
use crate::remote::connection::Remote;
use crate::remote::error::PullError;
use data_encoding::BASE64;

impl Remote {
    /// Sends the waiting shares to the intake, and deletes each here once the intake has it. The rest waits for the next pull.
    pub async fn post_shares(&self) -> Result<(), PullError> {
        let shares = self
            .session
            .at(|session| ready(session).map_err(PullError::Session))?;
        for sent in &shares {
            let bytes = BASE64.decode(sent.1.as_bytes()).unwrap_or_default();
            let put = self.intake.put_contribution(bytes).await;
            put.map_err(PullError::Client)?;
            self.session
                .at(|session| forget_sent(session, sent).map_err(PullError::Session))?;
        }
        Ok(())
    }
}
