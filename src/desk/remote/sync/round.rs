//! Exchanges events with the intake: fetches, verifies, then sends.

use crate::remote::connection::Remote;
use crate::remote::error::{PullError, store};
use crate::remote::sync::receive::{take_in_envelopes, take_in_events, take_in_waiting};
use crate::remote::sync::send::LOOK_BACK;
use crate::session::unlocked::Session;
use sotto::day::Day;
use sotto::ticket::Ticket;
use sotto::wire::{EVENTS_AT_ONCE, EventListing};

/// The name under which the day of the last exchange is remembered.
const SYNCED: &str = "synced";

impl Remote {
    /// Exchanges signed events and envelopes with the intake. Returns how many events are new and by colleagues.
    pub async fn sync(&self) -> Result<usize, PullError> {
        let since = self.session.at(|session| since(session))?;
        let listed = self.intake.events_since(since).await;
        let listed = listed.map_err(PullError::Client)?;
        let new = self.session.at(|session| unknown(session, &listed))?;
        self.receive_envelopes(&new.envelopes).await?;
        self.make_team_key().await?;
        self.hand_on_team_keys().await?;
        let mut came = self.receive_events(&new.events).await?;
        came += self.session.at(take_in_waiting)?;
        self.send_events(&listed.events).await?;
        self.session.at(|session| {
            session.apply_purges().map_err(PullError::Session)?;
            session
                .store
                .remember(SYNCED, &session.today)
                .map_err(store)
        })?;
        Ok(came)
    }

    /// Fetches these envelopes, and takes in those for this handler.
    async fn receive_envelopes(&self, wanted: &[Ticket]) -> Result<(), PullError> {
        let mut envelopes = Vec::new();
        for remote_id in wanted {
            let sealed = self.intake.envelope(*remote_id).await;
            let sealed = sealed.map_err(PullError::Client)?;
            envelopes.extend(sealed.map(|sealed| (*remote_id, sealed)));
        }
        self.session
            .at(|session| take_in_envelopes(session, envelopes, &self.root))
    }

    /// Fetches these events, and takes them in. Returns how many of them are new and by colleagues.
    async fn receive_events(&self, wanted: &[Ticket]) -> Result<usize, PullError> {
        let mut came = 0;
        for (number, some) in wanted.chunks(EVENTS_AT_ONCE).enumerate() {
            self.progress
                .say("changes", number * EVENTS_AT_ONCE, wanted.len());
            let events = self.intake.events(some).await.map_err(PullError::Client)?;
            came += self.session.at(|session| take_in_events(session, events))?;
        }
        Ok(came)
    }
}

/// Returns the part of a listing that has not been fetched yet.
fn unknown(session: &Session, listed: &EventListing) -> Result<EventListing, PullError> {
    let known = session.store.known_remote_ids().map_err(store)?;
    let new = |listed: &[Ticket]| -> Vec<Ticket> {
        let new = listed.iter().filter(|id| !known.contains(id));
        new.copied().collect()
    };
    Ok(EventListing {
        events: new(&listed.events),
        envelopes: new(&listed.envelopes),
    })
}

/// Returns the first day that the intake is asked about: the day before the last exchange, since days end at different moments,
/// and never fewer than [`LOOK_BACK`] days back.
fn since(session: &Session) -> Result<Day, PullError> {
    let synced: Option<Day> = session.store.recall(SYNCED).map_err(store)?;
    let back = |day: Day, days: u16| {
        Day::try_from(day.number().saturating_sub(days)).unwrap_or(Day::FIRST)
    };
    Ok(synced
        .map_or(Day::FIRST, |day| back(day, 1))
        .min(back(session.today, LOOK_BACK)))
}
