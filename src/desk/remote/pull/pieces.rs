//! Fetches the pieces of files that are still wanted, in the order of their tickets.

use crate::client::Intake;
use crate::remote::error::PullError;
use crate::remote::error::store;
use crate::remote::progress::Progress;
use crate::remote::sync::send::AT_ONCE;
use crate::report::attachment::open_piece;
use crate::session::alert::{Alert, alert};
use crate::session::shared::SharedSession;
use crate::session::unlocked::Session;
use sotto::ticket::Ticket;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::task::JoinSet;

pub fn incomplete(session: &Session) -> Vec<Ticket> {
    let records = session
        .cases
        .records()
        .filter(|(_, record)| !record.complete);
    records.map(|(ticket, _)| *ticket).collect()
}

/// Fetches every piece that is still wanted, in the order of tickets, whichever report it belongs to.
pub async fn pull_pieces(
    session: &SharedSession,
    intake: &Arc<Intake>,
    progress: &Progress,
) -> Result<(), PullError> {
    let (incomplete, wanted) = session.at(|session| wanted_pieces(session))?;
    let of = wanted.len();
    let mut waiting = wanted.into_iter();
    let mut underway = JoinSet::new();
    let mut done = 0;
    loop {
        while underway.len() < AT_ONCE
            && let Some((piece, place)) = waiting.next()
        {
            let intake = Arc::clone(intake);
            underway.spawn(async move {
                intake
                    .piece(piece)
                    .await
                    .map(|sealed| (piece, place, sealed))
            });
        }
        progress.say("files, in MB", done, of);
        let Some(came) = underway.join_next().await else {
            break;
        };
        let (piece, place, sealed) = came
            .map_err(|_| PullError::Ended)?
            .map_err(PullError::Client)?;
        if let Some(sealed) = sealed {
            session.at(|session| keep_piece(session, piece, place, &sealed))?;
        }
        done += 1;
    }
    session.at(|session| {
        for case in incomplete {
            if has_all(session, case)? {
                session.mark_complete(case).map_err(PullError::Session)?;
            }
        }
        Ok(())
    })
}

/// The case, the number of the attachment, the number of the piece.
pub type Place = (Ticket, usize, usize);

pub fn wanted_pieces(
    session: &Session,
) -> Result<(Vec<Ticket>, BTreeMap<Ticket, Place>), PullError> {
    let incomplete = incomplete(session);
    let mut wanted = BTreeMap::new();
    for case in &incomplete {
        let attachments = session
            .told(*case)
            .map_err(PullError::Session)?
            .attachments();
        for (number, attachment) in attachments.iter().enumerate() {
            for (index, piece) in attachment.pieces.iter().enumerate() {
                if !session.store.has_piece(*piece).map_err(store)? {
                    wanted.insert(*piece, (*case, number, index));
                }
            }
        }
    }
    Ok((incomplete, wanted))
}

/// Keeps a piece that opens. What was changed is not kept, so that it is not confirmed and can still be had from elsewhere.
pub fn keep_piece(
    session: &Session,
    piece: Ticket,
    (case, number, index): Place,
    sealed: &[u8],
) -> Result<(), PullError> {
    let told = session.told(case).map_err(PullError::Session)?;
    let attachment = told.attachments().get(number);
    if attachment.is_some_and(|attachment| open_piece(attachment, index, sealed).is_some()) {
        return session.store.keep_piece(piece, sealed).map_err(store);
    }
    alert(session, Alert::WrongPiece { case }).map_err(PullError::Session)
}

pub fn pieces_of(session: &Session, case: Ticket) -> Result<Vec<Ticket>, PullError> {
    let told = session.told(case).map_err(PullError::Session)?;
    Ok(told
        .attachments()
        .iter()
        .flat_map(|attachment| attachment.pieces.iter().copied())
        .collect())
}

pub fn has_all(session: &Session, case: Ticket) -> Result<bool, PullError> {
    for piece in pieces_of(session, case)? {
        if !session.store.has_piece(piece).map_err(store)? {
            return Ok(false);
        }
    }
    Ok(true)
}
