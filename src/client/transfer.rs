//! Bytes to and from the intake. What breaks off is taken up again where it broke.

use super::connection::Intake;
use super::error::ClientError;
use super::response::{expect, read};
use hyper::{Method, StatusCode};
use sotto::wire::PIECE;
use std::time::Duration;

/// The number of times that something is asked for when the connection breaks.
const TRIES: u32 = 5;

impl Intake {
    /// Puts `bytes` down at `path`, where they may be already.
    pub(super) async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), ClientError> {
        let answer = self.ask(Method::PUT, path, bytes, 0).await?;
        match answer.status() {
            StatusCode::OK => Ok(()),
            _ => expect(answer, StatusCode::CREATED).map(|_| ()),
        }
    }

    /// Fetches at most [`PIECE`] bytes, taking up again where it broke off. Returns `None` if nothing is there.
    pub(super) async fn fetch(&self, path: &str) -> Result<Option<Vec<u8>>, ClientError> {
        let mut bytes = Vec::new();
        for tries in 1.. {
            match self.fetch_rest(path, &mut bytes).await {
                Err(ClientError::Reach) if tries < TRIES => {
                    tokio::time::sleep(Duration::from_secs(tries.into())).await;
                }
                Err(error) => return Err(error),
                Ok(found) => return Ok(found.then_some(bytes)),
            }
        }
        Err(ClientError::Nonsense)
    }

    async fn fetch_rest(&self, path: &str, bytes: &mut Vec<u8>) -> Result<bool, ClientError> {
        let answer = self.ask(Method::GET, path, Vec::new(), bytes.len()).await?;
        match answer.status() {
            StatusCode::NOT_FOUND => return Ok(false),
            StatusCode::PARTIAL_CONTENT => {}
            _ => bytes.clear(),
        }
        let partial = answer.status() == StatusCode::PARTIAL_CONTENT;
        read(
            if partial {
                answer
            } else {
                expect(answer, StatusCode::OK)?
            },
            bytes,
            PIECE,
        )
        .await?;
        Ok(true)
    }
}
