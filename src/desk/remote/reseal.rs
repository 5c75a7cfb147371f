//! Reseals cases for colleagues: for a handler who joined after the reports came, or when a case was handed over to this desk.
//!
//! Each case records whom it was resealed to. The pieces of its files are sent to the intake once more.

use crate::model::change::Change;
use crate::model::event::IdentifiedEvent;
use crate::remote::connection::{self, Remote};
use crate::remote::error;
use crate::remote::error::PullError;
use crate::remote::progress::Progress;
use crate::remote::pull::pieces::pieces_of;
use crate::remote::sync::envelope::{Matter, envelope};
use crate::report::content::Content;
use crate::session::error::SessionError;
use crate::session::shared::SharedSession;
use crate::session::unlocked::Session;
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the heads of the cases that are not done, which a handler who joins is given.
pub fn open_cases(session: &Session) -> Vec<Ticket> {
    let open = session
        .cases
        .entries()
        .filter(|entry| !entry.case.state.is_done());
    open.map(|entry| entry.head).collect()
}

/// Returns the ids of the handlers who asked for the open cases and have been given none.
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

/// Reseals these cases to the handlers `to`, and records that in each. Returns how many cases there were. `clock` returns seconds
/// since the Unix epoch.
///
/// # Errors
///
/// [`SessionError::NoHandler`] if the roster in force does not name one of the handlers.
pub fn share(
    session: &SharedSession,
    cases: &[Ticket],
    to: &[String],
    clock: fn() -> u64,
) -> Result<usize, PullError> {
    let sealing = async {
        let remote = Remote::connect(session, clock(), &Progress::default()).await?;
        remote.reseal(cases, to).await
    };
    connection::run(sealing, PullError::Start)?;
    Ok(cases.len())
}

/// Returns whom this desk gives which cases: handlers who are here today and were away, without a card, when a report was
/// sealed. Of those to whom it was sealed and who are here, the first does so.
fn owed(session: &Session) -> BTreeMap<String, Vec<Ticket>> {
    let (own, seen) = (&session.store.keys().id, &session.epochs.seen);
    let handlers = session.roster().map_or(&[][..], |roster| &roster.handlers);
    let here = handlers.iter().map(|handler| handler.id.as_str());
    let here: Vec<&str> = here.filter(|id| session.card(id).is_some()).collect();
    let mut owed: BTreeMap<String, Vec<Ticket>> = BTreeMap::new();
    for entry in session.cases.entries() {
        let head = entry.records().next().map(|(_, record)| &record.content);
        let Some(to) = head.and_then(Content::sealed_to) else {
            continue;
        };
        let sealed = seen.handlers(to);
        if here.iter().find(|id| sealed.contains(id)) != Some(&own.as_str()) {
            continue;
        }
        let roster = seen
            .serial(to)
            .and_then(|serial| session.rosters.get(&serial));
        let given = |id: &str| {
            let mut lines = entry.case.timeline.iter();
            lines.any(|line| matches!(&line.change, Change::Resealed { to } if to == id))
        };
        let stood = |id: &str| roster.is_some_and(|roster| roster.handler(id).is_some());
        for id in here
            .iter()
            .filter(|id| !sealed.contains(id) && stood(id) && !given(id))
        {
            owed.entry((*id).to_owned()).or_default().push(entry.head);
        }
    }
    owed
}

impl Remote {
    /// Reseals cases to handlers who were away when their reports were sealed, and are back.
    pub async fn reseal_to_those_who_are_back(&self) -> Result<(), PullError> {
        let owed = self
            .session
            .at(|session| Ok::<_, PullError>(owed(session)))?;
        for (handler, cases) in owed {
            self.reseal(&cases, &[handler]).await?;
        }
        Ok(())
    }

    /// Reseals these cases to the handlers `to`, after the rosters that their events were signed under.
    async fn reseal(&self, cases: &[Ticket], to: &[String]) -> Result<(), PullError> {
        let rosters = self.session.at(|session| {
            let signed = session.signed_rosters().map_err(PullError::Session)?;
            seal(session, to, Matter::Rosters(signed), b"")
        })?;
        self.put(rosters).await?;
        let changes: Vec<_> = to
            .iter()
            .map(|to| Change::Resealed { to: to.clone() })
            .collect();
        for case in cases {
            for ticket in self.session.at(|session| tickets(session, *case))? {
                self.reseal_record(ticket, to).await?;
            }
            self.session.at(|session| {
                let changed = session.change(&[*case], &changes);
                changed.map_err(PullError::Session)
            })?;
        }
        Ok(())
    }

    /// Sends the pieces of one submission's files to the intake, and then the submission.
    async fn reseal_record(&self, ticket: Ticket, to: &[String]) -> Result<(), PullError> {
        let (sealed, pieces) = self.session.at(|session| {
            let sealed = seal_record(session, ticket, to)?;
            Ok::<_, PullError>((sealed, pieces_of(session, ticket)?))
        })?;
        for piece in pieces {
            let held = self
                .session
                .at(|session| session.store.piece(piece).map_err(error::store))?;
            if let Some(sealed) = held {
                let put = self.intake.put_piece(piece, sealed).await;
                put.map_err(PullError::Client)?;
            }
        }
        self.put(sealed).await
    }

    /// Sends an envelope to the intake.
    async fn put(&self, sealed: Vec<u8>) -> Result<(), PullError> {
        let remote_id = Ticket::of_bytes(&sealed);
        let put = self.intake.put_event(remote_id, sealed).await;
        put.map_err(PullError::Client)
    }
}

/// Returns the tickets of a case's submissions.
fn tickets(session: &Session, case: Ticket) -> Result<Vec<Ticket>, PullError> {
    let entry = session.entry(case).map_err(PullError::Session)?;
    Ok(entry.tickets.to_vec())
}

/// Seals an envelope to the handlers `to` of the roster in force.
///
/// # Errors
///
/// [`SessionError::NoHandler`] with the first of them whom the roster does not name.
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
    let mut cards = Vec::new();
    for id in to {
        let away = || PullError::Session(SessionError::Away(id.clone()));
        cards.push(session.card(id).ok_or_else(away)?);
    }
    envelope(session.store.keys(), roster.serial, &cards, matter, rest).map_err(PullError::Team)
}

/// Seals the submission with this ticket, and its events, to the handlers `to`.
fn seal_record(session: &Session, ticket: Ticket, to: &[String]) -> Result<Vec<u8>, PullError> {
    let content = session.store.content(ticket).map_err(error::store)?;
    // The padding is dropped: an envelope has sizes of its own.
    let end = content
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
        content.expose().get(..end).unwrap_or_default(),
    )
}
