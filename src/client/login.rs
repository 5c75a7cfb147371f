//! A session: a handler's or coordinator's keys are shown to the intake, and it gives a token.

use super::connection::Intake;
use super::error::ClientError;
use super::response::{expect, parse, whole};
use crate::keyring::keys::Keys;
use crate::keyring::random;
use hyper::{Method, StatusCode};
use sotto::hex::Hex;
use sotto::signed::{Purpose, canonical};
use sotto::wire::{Login, LoginRequest, Session};

/// Signs a login at the intake of this name, which serves once. `now` is in seconds since the Unix epoch.
pub fn login(keys: &Keys, host: &str, now: u64) -> Result<Vec<u8>, ClientError> {
    let request = LoginRequest {
        handler: keys.id.clone(),
        host: host.to_owned(),
        method: "POST".to_owned(),
        path: "/session".to_owned(),
        nonce: Hex(random().map_err(ClientError::Random)?),
        time: now,
    };
    let message = canonical(&request).map_err(|_| ClientError::Nonsense)?;
    let signature = keys.sign(Purpose::Login, &message);
    canonical(&Login { request, signature }).map_err(|_| ClientError::Nonsense)
}

impl Intake {
    /// Logs in with what [`login`] signed.
    pub async fn log_in(&mut self, login: Vec<u8>) -> Result<(), ClientError> {
        let answer = self.ask(Method::POST, "/session", login, 0).await?;
        let session: Session = parse(&whole(expect(answer, StatusCode::OK)?).await?)?;
        self.token = Some(session.token);
        Ok(())
    }
}
