//! Reports, letters and pieces, and the replies to them.

use super::connection::Intake;
use super::error::ClientError;
use super::response::{expect, parse, whole};
use hyper::{Method, StatusCode};
use sotto::signed::canonical;
use sotto::ticket::Ticket;
use sotto::wire::{BOARD_PAGE, BOARD_PAGES, Confirm, Listing};
use std::collections::BTreeSet;

impl Intake {
    /// Returns the tickets of what may be pulled.
    pub async fn list(&self) -> Result<Listing, ClientError> {
        let answer = self.ask(Method::GET, "/reports", Vec::new(), 0).await?;
        parse(&whole(expect(answer, StatusCode::OK)?).await?)
    }

    /// Returns a sealed report; `None` if the intake has none of this ticket.
    pub async fn report(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, ClientError> {
        self.fetch(&format!("/reports/{ticket}")).await
    }

    /// Returns a letter; `None` if the intake has none of this ticket.
    pub async fn letter(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, ClientError> {
        self.fetch(&format!("/letters/{ticket}")).await
    }

    /// Returns a sealed piece; `None` if the intake has none of this ticket.
    pub async fn piece(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, ClientError> {
        self.fetch(&format!("/pieces/{ticket}")).await
    }

    /// Confirms that these are stored durably here.
    pub async fn confirm(&self, confirm: &Confirm) -> Result<(), ClientError> {
        let body = canonical(confirm).map_err(|_| ClientError::Nonsense)?;
        let answer = self.ask(Method::POST, "/confirm", body, 0).await?;
        expect(answer, StatusCode::OK).map(|_| ())
    }

    /// Puts a piece down again, for a handler who came after its report.
    pub async fn put_piece(&self, ticket: Ticket, bytes: Vec<u8>) -> Result<(), ClientError> {
        self.put(&format!("/pieces/{ticket}"), bytes).await
    }

    /// Pins a sealed reply to the board. Returns `false` if another hangs there already.
    pub async fn pin(&self, tag: Ticket, sealed: &[u8]) -> Result<bool, ClientError> {
        let body = [&tag.bytes()[..], sealed].concat();
        let answer = self.ask(Method::POST, "/replies", body, 0).await?;
        match answer.status() {
            StatusCode::CONFLICT => Ok(false),
            StatusCode::OK => Ok(true),
            _ => expect(answer, StatusCode::CREATED).map(|_| true),
        }
    }

    /// Returns the tags of all replies on the board.
    pub async fn board(&self) -> Result<BTreeSet<Ticket>, ClientError> {
        let answer = self.ask(Method::GET, "/replies", Vec::new(), 0).await?;
        let bytes = whole(expect(answer, StatusCode::OK)?).await?;
        let (tags, rest) = bytes.as_chunks::<16>();
        if !rest.is_empty() || tags.len() > BOARD_PAGE * BOARD_PAGES {
            return Err(ClientError::Nonsense);
        }
        Ok(tags.iter().map(|tag| Ticket::from(*tag)).collect())
    }

    /// Takes a reply down from the board.
    pub async fn take_down(&self, tag: Ticket) -> Result<(), ClientError> {
        let path = format!("/replies/{tag}");
        let answer = self.ask(Method::DELETE, &path, Vec::new(), 0).await?;
        expect(answer, StatusCode::OK).map(|_| ())
    }
}
