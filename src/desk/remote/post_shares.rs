//! Puts sealed shares down at the intake.

use crate::numbers::contribute::{forget_sent, ready};
use crate::remote::connection::Remote;
use crate::remote::error::PullError;
use data_encoding::BASE64;

impl Remote {
    /// Puts down what is to be sent, and forgets here what was put down. What breaks off goes with the next pull.
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
