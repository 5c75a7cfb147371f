//! Brings the desks of a team together: what colleagues changed comes in, what was changed here goes out.
//!
//! The intake hands out bytes in no order and is believed in nothing: every event is opened under the team's key, and
//! checked against the roster that its handler was named in. What cannot be used yet waits, as it came.

use crate::model::event::SignedEvent;
use crate::remote::error::{PullError, store};
use crate::remote::sync::envelope::{Envelope, Matter, open_envelope};
use crate::remote::sync::verify::Verdict;
use crate::remote::sync::verify::is_signed;
use crate::remote::sync::verify::judge;
use crate::session::alert::{Alert, alert};
use crate::session::team_key::{NotOpened, TeamKey};
use crate::session::unlocked::Session;
use crate::store::NewCase;
use sotto::roster::Roster;
use sotto::secret::Secret;
use sotto::signed::VerifyingKey;
use sotto::ticket::Ticket;

/// Takes in what colleagues sealed to this handler: first what the rest is checked with. What is for others is not asked
/// for again.
pub fn take_in_envelopes(
    session: &mut Session,
    envelopes: Vec<(Ticket, Vec<u8>)>,
    root: &VerifyingKey,
) -> Result<(), PullError> {
    let mut opened = Vec::new();
    let mut seen = Vec::new();
    for (wire, sealed) in envelopes {
        if Ticket::of_bytes(&sealed) != wire {
            alert(session, Alert::WrongBytes { wire }).map_err(PullError::Session)?;
            continue;
        }
        match open_envelope(session.store.keys(), &session.rosters, &sealed) {
            Ok(envelope) => opened.push((wire, envelope)),
            Err(NotOpened::NoKey) => seen.push(wire),
            Err(NotOpened::Damaged) => {
                alert(session, Alert::Forged { wire }).map_err(PullError::Session)?;
                seen.push(wire);
            }
        }
    }
    opened.sort_by_key(|(_, envelope)| matches!(envelope.matter, Matter::Case { .. }));
    for (wire, Envelope { matter, rest }) in opened {
        if take_matter(session, matter, rest, root)? {
            seen.push(wire);
        }
    }
    session.store.mark_seen(&seen).map_err(store)
}

/// Returns whether it is done with; otherwise it is asked for again with the next pull.
fn take_matter(
    session: &mut Session,
    matter: Matter,
    rest: Secret<Vec<u8>>,
    root: &VerifyingKey,
) -> Result<bool, PullError> {
    match matter {
        Matter::TeamKey(written) => session.add_team_key(TeamKey::read(&written)),
        Matter::Rosters(all) => {
            all.iter()
                .try_for_each(|signed| match Roster::verify_signed(signed, root) {
                    Ok(roster) => session.add_roster(signed, roster),
                    Err(_) => Ok(()),
                })
        }
        Matter::Case { ticket, events } => {
            if session.cases.record(ticket).is_some() || session.cases.gone.contains(&ticket) {
                return Ok(true);
            }
            let is_known =
                |signed: &SignedEvent| session.rosters.contains_key(&signed.event.roster);
            if !events.iter().all(is_known) {
                return Ok(false);
            }
            let sound = |signed: &SignedEvent| {
                is_signed(session, signed) && signed.event.case == Some(ticket)
            };
            let events = events.into_iter().filter(sound);
            let case = NewCase {
                events: events.filter_map(|event| event.known().ok()).collect(),
                ..session.new_case(ticket, rest, false)
            };
            session.take_in(&[case])
        }
    }
    .map_err(PullError::Session)?;
    Ok(true)
}

/// Takes in events as they came, in whatever order. How many of them are colleagues' and new.
pub fn take_in_events(
    session: &mut Session,
    events: Vec<(Ticket, Vec<u8>)>,
) -> Result<usize, PullError> {
    let (mut new, mut waiting, mut past) = (Vec::new(), Vec::new(), Vec::new());
    let mut forgotten = Vec::new();
    for (wire, sealed) in events {
        if Ticket::of_bytes(&sealed) != wire {
            alert(session, Alert::WrongBytes { wire }).map_err(PullError::Session)?;
            continue;
        }
        match judge(session, &sealed) {
            Verdict::New(known) => new.push((*known, Some(wire))),
            Verdict::Waits => waiting.push((wire, sealed)),
            Verdict::Foreign => past.push(wire),
            Verdict::Past(digest) => {
                forgotten.push(digest);
                past.push(wire);
            }
            Verdict::Forged => {
                alert(session, Alert::Forged { wire }).map_err(PullError::Session)?;
                past.push(wire);
            }
        }
    }
    let own = session.store.keys().id.clone();
    let came = new
        .iter()
        .filter(|(known, _)| known.event().handler != own)
        .count();
    session
        .add_from_colleagues(new)
        .map_err(PullError::Session)?;
    session.store.add_forgotten(&forgotten).map_err(store)?;
    session.store.keep_waiting(&waiting).map_err(store)?;
    session.store.mark_seen(&past).map_err(store)?;
    Ok(came)
}

/// Tries again what waited.
pub fn take_in_waiting(session: &mut Session) -> Result<usize, PullError> {
    let waiting = session.store.waiting().map_err(store)?;
    take_in_events(session, waiting)
}
