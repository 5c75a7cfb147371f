//! The signed roster and site, and contributions to numbers.

use super::connection::Intake;
use super::error::ClientError;
use super::response::{expect, parse, whole};
use hyper::{Method, StatusCode};
use sotto::ticket::Ticket;

impl Intake {
    /// Returns the intake's roster and its signature, which are not verified yet.
    pub async fn roster(&self) -> Result<String, ClientError> {
        let answer = self
            .ask(Method::GET, "/roster.signed", Vec::new(), 0)
            .await?;
        let bytes = whole(expect(answer, StatusCode::OK)?).await?;
        String::from_utf8(bytes).map_err(|_| ClientError::Nonsense)
    }

    /// Puts a newer roster in force: a signature, a line feed, the roster.
    pub async fn put_roster(&self, signed: Vec<u8>) -> Result<(), ClientError> {
        self.put("/roster", signed).await
    }

    /// Puts down a handler's epoch card: a signature, a line feed, the card.
    pub async fn put_card(&self, signed: Vec<u8>) -> Result<(), ClientError> {
        self.put("/cards", signed).await
    }

    /// Returns the site's manifest and its signature, which are not verified yet.
    pub async fn manifest(&self) -> Result<Vec<u8>, ClientError> {
        let answer = self.ask(Method::GET, "/site.signed", Vec::new(), 0).await?;
        whole(expect(answer, StatusCode::OK)?).await
    }

    /// Puts down what a team contributes, sealed to a coordinator.
    pub async fn put_contribution(&self, bytes: Vec<u8>) -> Result<(), ClientError> {
        let name = Ticket::of_bytes(&bytes);
        self.put(&format!("/contributions/{name}"), bytes).await
    }

    /// Returns the tickets of all contributions.
    pub async fn contributions(&self) -> Result<Vec<Ticket>, ClientError> {
        let answer = self
            .ask(Method::GET, "/contributions", Vec::new(), 0)
            .await?;
        parse(&whole(expect(answer, StatusCode::OK)?).await?)
    }

    /// Returns a contribution; `None` if the intake has none of this ticket.
    pub async fn contribution(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, ClientError> {
        self.fetch(&format!("/contributions/{ticket}")).await
    }
}
