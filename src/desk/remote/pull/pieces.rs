//! Fetches the pieces of files that are still missing, in the order of their tickets.

use crate::remote::connection::Remote;
use crate::remote::error::{PullError, store};
use crate::remote::judged::Judged;
use crate::remote::sync::send::AT_ONCE;
use crate::report::attachment::open_piece;
use crate::session::alert::Alert;
use crate::session::unlocked::Session;
use sotto::ticket::Ticket;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::task::JoinSet;

/// The submission, the number of the attachment in it, and the number of the piece in that; both numbers are counted from 0.
type Place = (Ticket, usize, usize);

impl Remote {
    /// Fetches every piece that is still missing, in the order of tickets, whichever report it belongs to. Returns the
    /// submissions that have pieces missing after that.
    pub async fn pull_pieces(&self) -> Result<Vec<Ticket>, PullError> {
        let wanted = self.session.at(|session| wanted(session))?;
        let of = wanted.len();
        let mut waiting = wanted.into_iter();
        let mut underway = JoinSet::new();
        let mut done = 0;
        loop {
            while underway.len() < AT_ONCE
                && let Some((piece, place)) = waiting.next()
            {
                let intake = Arc::clone(&self.intake);
                underway.spawn(async move {
                    let sealed = intake.piece(piece).await;
                    sealed.map(|sealed| (piece, place, sealed))
                });
            }
            self.progress.say("files, in MB", done, of);
            let Some(came) = underway.join_next().await else {
                break;
            };
            let came = came.map_err(|_| PullError::Ended)?;
            let (piece, place, sealed) = came.map_err(PullError::Client)?;
            if let Some(sealed) = sealed {
                self.session
                    .at(|session| take_piece(session, piece, place, &sealed))?;
            }
            done += 1;
        }
        self.session.at(mark_complete)
    }
}

/// Returns the submissions that have pieces missing.
fn incomplete(session: &Session) -> Vec<Ticket> {
    let records = session.cases.records();
    let lacking = records.filter(|(_, record)| !record.complete);
    lacking.map(|(ticket, _)| *ticket).collect()
}

/// Returns the missing pieces, by their tickets.
fn wanted(session: &Session) -> Result<BTreeMap<Ticket, Place>, PullError> {
    let mut wanted = BTreeMap::new();
    for case in incomplete(session) {
        let content = session.content(case).map_err(PullError::Session)?;
        for (number, attachment) in content.attachments().iter().enumerate() {
            for (index, piece) in attachment.pieces.iter().enumerate() {
                if !session.store.has_piece(*piece).map_err(store)? {
                    wanted.insert(*piece, (case, number, index));
                }
            }
        }
    }
    Ok(wanted)
}

/// Stores a piece that opens. An altered one is not stored, and so not confirmed: it is fetched again with the next pull.
fn take_piece(
    session: &Session,
    piece: Ticket,
    place: Place,
    sealed: &[u8],
) -> Result<(), PullError> {
    match judge_piece(session, place, sealed)?.record(session)? {
        Some(sealed) => session.store.keep_piece(piece, sealed).map_err(store),
        None => Ok(()),
    }
}

/// Returns the piece, if it is what its reporter sealed; otherwise an alert.
fn judge_piece<'a>(
    session: &Session,
    (case, number, index): Place,
    sealed: &'a [u8],
) -> Result<Judged<Option<&'a [u8]>>, PullError> {
    let content = session.content(case).map_err(PullError::Session)?;
    let attachment = content.attachments().get(number);
    let opens = attachment.is_some_and(|file| open_piece(file, index, sealed).is_some());
    Ok(if opens {
        Judged::new(Some(sealed), vec![])
    } else {
        Judged::new(None, vec![Alert::WrongPiece { case }])
    })
}

/// Marks the submissions of which all pieces are here, and returns the others.
fn mark_complete(session: &mut Session) -> Result<Vec<Ticket>, PullError> {
    for case in incomplete(session) {
        if has_all(session, case)? {
            session.mark_complete(case).map_err(PullError::Session)?;
        }
    }
    Ok(incomplete(session))
}

/// Returns the tickets of all pieces of a submission's files, in the order of the files.
pub fn pieces_of(session: &Session, case: Ticket) -> Result<Vec<Ticket>, PullError> {
    let content = session.content(case).map_err(PullError::Session)?;
    let files = content.attachments().iter();
    Ok(files.flat_map(|file| file.pieces.iter().copied()).collect())
}

fn has_all(session: &Session, case: Ticket) -> Result<bool, PullError> {
    for piece in pieces_of(session, case)? {
        if !session.store.has_piece(piece).map_err(store)? {
            return Ok(false);
        }
    }
    Ok(true)
}
