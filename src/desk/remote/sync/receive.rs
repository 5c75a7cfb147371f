//! Takes in events and envelopes from colleagues.
//!
//! The intake sends bytes in any order, and is not trusted: every event is opened with a team key, and checked against the roster
//! that it names. What cannot be used yet is stored as it came, and tried again.

use crate::model::event::{IdentifiedEvent, SignedEvent};
use crate::remote::error::{PullError, store};
use crate::remote::judged::Judged;
use crate::remote::sync::envelope::{Envelope, Matter, open_envelope};
use crate::remote::sync::team_keys::was_given;
use crate::remote::sync::verify::{Verdict, is_signed, judge};
use crate::session::alert::Alert;
use crate::session::team_key::{NotOpened, TeamKey};
use crate::session::unlocked::Session;
use crate::store::NewCase;
use sotto::hex::Hex;
use sotto::roster::Roster;
use sotto::secret::Secret;
use sotto::signed::VerifyingKey;
use sotto::ticket::Ticket;

/// An envelope that opened, and its name at the intake.
type OpenedEnvelope = (Ticket, Envelope);

/// Takes in the envelopes that colleagues sealed to this handler: first the rosters and keys that the rest is checked with. Those
/// for others are not fetched again.
pub fn take_in_envelopes(
    session: &mut Session,
    envelopes: Vec<(Ticket, Vec<u8>)>,
    root: &VerifyingKey,
) -> Result<(), PullError> {
    let (mut opened, mut seen) = judge_envelopes(session, envelopes).record(session)?;
    opened.sort_by_key(|(_, envelope)| matches!(envelope.matter, Matter::Case { .. }));
    for (remote_id, envelope) in opened {
        if take_matter(session, envelope, root)? {
            seen.push(remote_id);
        }
    }
    session.store.mark_seen(&seen).map_err(store)
}

/// Returns the envelopes that open, and the names of those that need not be fetched again. Raises an alert for a damaged one.
fn judge_envelopes(
    session: &Session,
    envelopes: Vec<(Ticket, Vec<u8>)>,
) -> Judged<(Vec<OpenedEnvelope>, Vec<Ticket>)> {
    let (mut opened, mut seen, mut alerts) = (Vec::new(), Vec::new(), Vec::new());
    for (remote_id, sealed) in envelopes {
        if Ticket::of_bytes(&sealed) != remote_id {
            alerts.push(Alert::WrongBytes { wire: remote_id });
            continue;
        }
        let (own, identities) = (&session.store.keys().id, session.epochs.identities());
        match open_envelope(own, &identities, &session.rosters, &sealed) {
            Ok(envelope) if may_give(&envelope) => opened.push((remote_id, envelope)),
            Err(NotOpened::NoKey) => seen.push(remote_id),
            Ok(_) | Err(NotOpened::Damaged) => {
                alerts.push(Alert::Forged { wire: remote_id });
                seen.push(remote_id);
            }
        }
    }
    Judged::new((opened, seen), alerts)
}

/// Returns whether its giver may give this: a team key only for the roster in which the giver stands. Otherwise whoever leaves
/// could plant the key of a roster to come, and read on.
fn may_give(envelope: &Envelope) -> bool {
    match &envelope.matter {
        Matter::TeamKey(written) => written.is_sound() && written.roster == envelope.roster,
        Matter::Rosters(_) | Matter::Case { .. } => true,
    }
}

/// Takes in the contents of an envelope. Returns `false` if they cannot be used yet; then it is fetched again with the next pull.
fn take_matter(
    session: &mut Session,
    envelope: Envelope,
    root: &VerifyingKey,
) -> Result<bool, PullError> {
    let Envelope {
        matter, rest, to, ..
    } = envelope;
    let taken = match matter {
        Matter::TeamKey(written) => {
            let name = written.name;
            let added = session.add_team_key(TeamKey::read(&written));
            added.map_err(PullError::Session)?;
            was_given(session, name, &to)?;
            Ok(())
        }
        Matter::Rosters(all) => all
            .iter()
            .filter_map(|signed| Some((signed, Roster::verify_signed(signed, root).ok()?)))
            .try_for_each(|(signed, roster)| session.add_roster(signed, roster)),
        Matter::Case { ticket, events } => {
            return take_case(session, ticket, events, rest);
        }
    };
    taken.map_err(PullError::Session)?;
    Ok(true)
}

/// Stores a case that a colleague sealed to this handler, unless it is here already or was purged. Returns `false` while the
/// rosters of its events have not come.
fn take_case(
    session: &mut Session,
    ticket: Ticket,
    events: Vec<SignedEvent>,
    content: Secret<Vec<u8>>,
) -> Result<bool, PullError> {
    if session.cases.record(ticket).is_some() || session.cases.gone.contains(&ticket) {
        return Ok(true);
    }
    let is_known = |signed: &SignedEvent| session.rosters.contains_key(&signed.event.roster);
    if !events.iter().all(is_known) {
        return Ok(false);
    }
    let sound =
        |signed: &SignedEvent| is_signed(session, signed) && signed.event.case == Some(ticket);
    let events = events.into_iter().filter(sound);
    let case = NewCase {
        events: events.filter_map(|event| event.known().ok()).collect(),
        ..session.new_case(ticket, content, false)
    };
    session.take_in(&[case]).map_err(PullError::Session)?;
    Ok(true)
}

/// Events, sorted by what is done with them. Names are those at the intake.
#[derive(Default)]
struct Sorted {
    new: Vec<(IdentifiedEvent, Option<Ticket>)>,
    waiting: Vec<(Ticket, Vec<u8>)>,
    /// The names of events that need not be fetched again.
    past: Vec<Ticket>,
    /// The digests of events of cases that were purged.
    forgotten: Vec<Hex<32>>,
}

/// Takes in sealed events, in any order. Returns how many of them are new and by colleagues.
pub fn take_in_events(
    session: &mut Session,
    events: Vec<(Ticket, Vec<u8>)>,
) -> Result<usize, PullError> {
    let sorted = judge_events(session, events).record(session)?;
    let own = session.store.keys().id.clone();
    let is_colleagues = |(known, _): &&(IdentifiedEvent, _)| known.event().handler != own;
    let came = sorted.new.iter().filter(is_colleagues).count();
    session
        .add_from_colleagues(sorted.new)
        .map_err(PullError::Session)?;
    session
        .store
        .add_forgotten(&sorted.forgotten)
        .map_err(store)?;
    session.store.keep_waiting(&sorted.waiting).map_err(store)?;
    session.store.mark_seen(&sorted.past).map_err(store)?;
    Ok(came)
}

/// Sorts sealed events. Raises an alert for each that was altered, or that no handler of its roster signed.
fn judge_events(session: &Session, events: Vec<(Ticket, Vec<u8>)>) -> Judged<Sorted> {
    let (mut sorted, mut alerts) = (Sorted::default(), Vec::new());
    for (remote_id, sealed) in events {
        if Ticket::of_bytes(&sealed) != remote_id {
            alerts.push(Alert::WrongBytes { wire: remote_id });
            continue;
        }
        match judge(session, &sealed) {
            Verdict::New(known) => sorted.new.push((*known, Some(remote_id))),
            Verdict::Waits => sorted.waiting.push((remote_id, sealed)),
            Verdict::Foreign => sorted.past.push(remote_id),
            Verdict::Past(digest) => {
                sorted.forgotten.push(digest);
                sorted.past.push(remote_id);
            }
            Verdict::Forged => {
                alerts.push(Alert::Forged { wire: remote_id });
                sorted.past.push(remote_id);
            }
        }
    }
    Judged::new(sorted, alerts)
}

/// Tries the events that were waiting again. Returns how many of them are new and by colleagues.
pub fn take_in_waiting(session: &mut Session) -> Result<usize, PullError> {
    let waiting = session.store.waiting().map_err(store)?;
    take_in_events(session, waiting)
}
