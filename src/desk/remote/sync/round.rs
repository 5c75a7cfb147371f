//! Exchanges events with the intake: receives, verifies, then sends.

use crate::client::Intake;
use crate::remote::error::{PullError, store};
use crate::remote::progress::Progress;
use crate::remote::sync::new_team_key::make_team_key;
use crate::remote::sync::receive::take_in_waiting;
use crate::remote::sync::receive::{take_in_envelopes, take_in_events};
use crate::remote::sync::send::LOOK_BACK;
use crate::remote::sync::send::send;
use crate::session::shared::SharedSession;
use crate::session::unlocked::Session;
use sotto::day::Day;
use sotto::signed::VerifyingKey;
use sotto::ticket::Ticket;
use sotto::wire::EVENTS_AT_ONCE;
use std::sync::Arc;

pub const SYNCED: &str = "synced";

/// Exchanges signed events with the intake: receives, verifies, then sends. Returns the number of new events by colleagues.
pub async fn sync(
    session: &SharedSession,
    intake: &Arc<Intake>,
    root: &VerifyingKey,
    progress: &Progress,
) -> Result<usize, PullError> {
    let since = session.at(|session| since(session))?;
    let listed = intake
        .events_since(since)
        .await
        .map_err(PullError::Client)?;
    let known = session.at(|session| session.store.known_wires().map_err(store))?;
    let new = |listed: &[Ticket]| -> Vec<Ticket> {
        listed
            .iter()
            .filter(|wire| !known.contains(wire))
            .copied()
            .collect()
    };
    let mut envelopes = Vec::new();
    for wire in new(&listed.envelopes) {
        let sealed = intake.envelope(wire).await.map_err(PullError::Client)?;
        envelopes.extend(sealed.map(|sealed| (wire, sealed)));
    }
    session.at(|session| take_in_envelopes(session, envelopes, root))?;
    make_team_key(session, intake).await?;
    let wanted = new(&listed.events);
    let mut came = 0;
    for (number, some) in wanted.chunks(EVENTS_AT_ONCE).enumerate() {
        progress.say("changes", number * EVENTS_AT_ONCE, wanted.len());
        let events = intake.events(some).await.map_err(PullError::Client)?;
        came += session.at(|session| take_in_events(session, events))?;
    }
    came += session.at(take_in_waiting)?;
    send(session, intake, &listed.events, progress).await?;
    session.at(|session| {
        session.apply_purges().map_err(PullError::Session)?;
        session
            .store
            .remember(SYNCED, &session.today)
            .map_err(store)
    })?;
    Ok(came)
}

/// From when on the intake is asked: the day before the last time, since days end at different moments.
pub fn since(session: &Session) -> Result<Day, PullError> {
    let synced: Option<Day> = session.store.recall(SYNCED).map_err(store)?;
    let back = |day: Day, days: u16| {
        Day::try_from(day.number().saturating_sub(days)).unwrap_or(Day::FIRST)
    };
    Ok(synced
        .map_or(Day::FIRST, |day| back(day, 1))
        .min(back(session.today, LOOK_BACK)))
}
