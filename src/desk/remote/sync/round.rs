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

/// Everything that the team has to say to one another. How many changes of colleagues came.
pub async fn sync(
    desk: &SharedSession,
    intake: &Arc<Intake>,
    root: &VerifyingKey,
    progress: &Progress,
) -> Result<usize, PullError> {
    let since = desk.at(|desk| since(desk))?;
    let listed = intake
        .events_since(since)
        .await
        .map_err(PullError::Client)?;
    let known = desk.at(|desk| desk.store.known_wires().map_err(store))?;
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
    desk.at(|desk| take_in_envelopes(desk, envelopes, root))?;
    make_team_key(desk, intake).await?;
    let wanted = new(&listed.events);
    let mut came = 0;
    for (number, some) in wanted.chunks(EVENTS_AT_ONCE).enumerate() {
        progress.say("changes", number * EVENTS_AT_ONCE, wanted.len());
        let events = intake.events(some).await.map_err(PullError::Client)?;
        came += desk.at(|desk| take_in_events(desk, events))?;
    }
    came += desk.at(take_in_waiting)?;
    send(desk, intake, &listed.events, progress).await?;
    desk.at(|desk| {
        desk.apply_purges().map_err(PullError::Session)?;
        desk.store.remember(SYNCED, &desk.today).map_err(store)
    })?;
    Ok(came)
}

/// From when on the intake is asked: the day before the last time, since days end at different moments.
pub fn since(desk: &Session) -> Result<Day, PullError> {
    let synced: Option<Day> = desk.store.recall(SYNCED).map_err(store)?;
    let back = |day: Day, days: u16| {
        Day::try_from(day.number().saturating_sub(days)).unwrap_or(Day::FIRST)
    };
    Ok(synced
        .map_or(Day::FIRST, |day| back(day, 1))
        .min(back(desk.today, LOOK_BACK)))
}
