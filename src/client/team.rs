//! Events and envelopes, which desks send one another through the intake.

use super::connection::Intake;
use super::error::ClientError;
use super::response::{expect, parse, whole};
use hyper::{Method, StatusCode};
use sotto::day::Day;
use sotto::ticket::Ticket;
use sotto::wire::{EVENT, EventListing};

impl Intake {
    /// Returns the tickets of the events and envelopes since this day.
    pub async fn events_since(&self, day: Day) -> Result<EventListing, ClientError> {
        let path = format!("/events/since/{day}");
        let answer = self.ask(Method::GET, &path, Vec::new(), 0).await?;
        parse(&whole(expect(answer, StatusCode::OK)?).await?)
    }

    /// Returns those of `wanted` that the intake has. At most [`sotto::wire::EVENTS_AT_ONCE`] may be wanted.
    pub async fn events(&self, wanted: &[Ticket]) -> Result<Vec<(Ticket, Vec<u8>)>, ClientError> {
        let body = wanted.iter().flat_map(|ticket| *ticket.bytes()).collect();
        let answer = self.ask(Method::POST, "/events", body, 0).await?;
        let bytes = whole(expect(answer, StatusCode::OK)?).await?;
        let each = bytes.chunks(16 + EVENT).map(|item| {
            let (name, event) = item.split_first_chunk::<16>()?;
            (event.len() == EVENT).then(|| (Ticket::from(*name), event.to_vec()))
        });
        each.collect::<Option<_>>().ok_or(ClientError::Nonsense)
    }

    /// Returns a sealed envelope; `None` if the intake has none of this ticket.
    pub async fn envelope(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, ClientError> {
        self.fetch(&format!("/events/{ticket}")).await
    }

    /// Puts down events, [`EVENT`] bytes each, one behind the other.
    pub async fn put_events(&self, events: Vec<u8>) -> Result<(), ClientError> {
        self.put("/events", events).await
    }

    /// Puts down an envelope for other desks.
    pub async fn put_event(&self, ticket: Ticket, bytes: Vec<u8>) -> Result<(), ClientError> {
        self.put(&format!("/events/{ticket}"), bytes).await
    }
}
