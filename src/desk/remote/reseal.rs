//! Seals cases again for colleagues: for a handler who came after their reports, or of a case that came by another way.
//!
//! On request and on record: each case says to whom. The files' pieces are put down at the intake once more.

use crate::client::Intake;
use crate::model::change::Change;
use crate::model::event::IdentifiedEvent;
use crate::remote::connection;
use crate::remote::error;
use crate::remote::error::PullError;
use crate::remote::sync::envelope::{Matter, envelope};
use crate::session::error::SessionError;
use crate::session::shared::SharedSession;
use crate::session::unlocked::Session;
use sotto::ticket::Ticket;
use std::collections::BTreeSet;

/// Returns the cases that are not done: what a newcomer is given.
pub fn open_cases(session: &Session) -> Vec<Ticket> {
    let open = session
        .cases
        .entries()
        .filter(|entry| !entry.case.state.is_done());
    open.map(|entry| entry.head).collect()
}

/// Returns who asked for the open cases, and was given none yet.
pub fn asks(session: &Session) -> BTreeSet<String> {
    let asks = |known: &&IdentifiedEvent| known.event().change == Change::AskForCases;
    let asking = session.cases.team.iter().filter(asks);
    let mut asking: BTreeSet<String> = asking.map(|known| known.event().handler.clone()).collect();
    asking.remove(&session.store.keys().id);
    for line in session
        .cases
        .entries()
        .flat_map(|entry| &entry.case.timeline)
    {
        if let Change::Resealed { to } = &line.change {
            asking.remove(to);
        }
    }
    asking
}

/// Seals these cases to handlers of the roster, and notes that in each. How many there were.
pub fn share(
    session: &SharedSession,
    cases: &[Ticket],
    to: &[String],
    clock: fn() -> u64,
) -> Result<usize, PullError> {
    connection::run(seal_all(session, cases, to, clock), PullError::Start)
}

async fn seal_all(
    session: &SharedSession,
    cases: &[Ticket],
    to: &[String],
    clock: fn() -> u64,
) -> Result<usize, PullError> {
    let intake = connection::connect(session, clock()).await?;
    let rosters = session.at(|session| {
        let signed = session.signed_rosters().map_err(PullError::Session)?;
        seal(session, to, Matter::Rosters(signed), b"")
    })?;
    put(&intake, rosters).await?;
    for case in cases {
        let tickets = session.at(|session| {
            Ok::<_, PullError>(
                session
                    .entry(*case)
                    .map_err(PullError::Session)?
                    .tickets
                    .to_vec(),
            )
        })?;
        for ticket in tickets {
            let sealed = session.at(|session| seal_record(session, ticket, to))?;
            put_pieces(session, &intake, ticket).await?;
            put(&intake, sealed).await?;
        }
        let changes: Vec<_> = to
            .iter()
            .map(|to| Change::Resealed { to: to.clone() })
            .collect();
        session.at(|session| {
            session
                .change(&[*case], &changes)
                .map_err(PullError::Session)
        })?;
    }
    Ok(cases.len())
}

fn seal(
    session: &Session,
    to: &[String],
    matter: Matter,
    rest: &[u8],
) -> Result<Vec<u8>, PullError> {
    let roster = session
        .roster()
        .ok_or(PullError::Session(SessionError::NotJoined))?;
    let unknown = to.iter().find(|id| roster.handler(id).is_none());
    if let Some(id) = unknown {
        return Err(PullError::Session(SessionError::NoHandler(id.clone())));
    }
    let to: Vec<&str> = to.iter().map(String::as_str).collect();
    envelope(session.store.keys(), roster, &to, matter, rest).map_err(PullError::Team)
}

fn seal_record(session: &Session, ticket: Ticket, to: &[String]) -> Result<Vec<u8>, PullError> {
    let told = session.store.told(ticket).map_err(error::store)?;
    // The zeros that hid its length have no more to hide: an envelope has sizes of its own.
    let end = told
        .expose()
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    let events = session
        .cases
        .record(ticket)
        .map_or_else(Vec::new, |record| {
            record
                .events
                .iter()
                .map(|known| known.signed.clone())
                .collect()
        });
    let matter = Matter::Case { ticket, events };
    seal(
        session,
        to,
        matter,
        told.expose().get(..end).unwrap_or_default(),
    )
}

async fn put(intake: &Intake, sealed: Vec<u8>) -> Result<(), PullError> {
    let wire = Ticket::of_bytes(&sealed);
    intake
        .put_event(wire, sealed)
        .await
        .map_err(PullError::Client)
}

async fn put_pieces(
    session: &SharedSession,
    intake: &Intake,
    ticket: Ticket,
) -> Result<(), PullError> {
    let pieces: Vec<Ticket> = session.at(|session| {
        let files = session
            .told(ticket)
            .map_err(PullError::Session)?
            .attachments();
        Ok::<_, PullError>(
            files
                .iter()
                .flat_map(|file| file.pieces.iter().copied())
                .collect(),
        )
    })?;
    for piece in pieces {
        let sealed = session.at(|session| session.store.piece(piece).map_err(error::store))?;
        if let Some(sealed) = sealed {
            intake
                .put_piece(piece, sealed)
                .await
                .map_err(PullError::Client)?;
        }
    }
    Ok(())
}
