//! Pulls in the background, when asked and at random moments, and checks the site.

use crate::keyring::random;
use crate::page::state::{HttpError, Look, PageState};
use crate::remote::error::PullError;
use crate::remote::round;
use crate::remote::watch::site as watch;
use crate::session::membership;
use axum::extract::State;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The shortest time between two pulls, in minutes. Up to as much again is added at random.
const MINUTES: u64 = 10;

/// `POST /pull`: starts a pull, unless one is under way.
pub async fn start(State(view): Look) -> Result<String, HttpError> {
    view.at(|_| Ok(()))?;
    begin(&view);
    Ok(String::new())
}

fn begin(view: &Arc<PageState>) {
    if view.puller.busy.swap(true, Ordering::Relaxed) {
        return;
    }
    view.puller.progress.say("connecting", 0, 0);
    let view = Arc::clone(view);
    tokio::task::spawn_blocking(move || {
        let pulled = round::pull_now(&view.session, view.clock, None, &view.puller.progress);
        *view.puller.last() = Some(
            pulled
                .map(|_| (view.clock)())
                .map_err(|error| error.to_string()),
        );
        view.puller.busy.store(false, Ordering::Relaxed);
        view.changed();
    });
}

/// Pulls at random moments, while the desk is unlocked and has joined an organisation.
pub async fn now_and_then(view: Arc<PageState>) {
    loop {
        let more = random::<8>().map_or(0, u64::from_be_bytes) % (MINUTES * 60);
        tokio::time::sleep(Duration::from_secs(MINUTES * 60 + more)).await;
        let Ok(joined) = view
            .session
            .at(|session| membership::joined(&session.store).map_err(PullError::Session))
        else {
            continue;
        };
        begin(&view);
        // The site is checked at another random moment. What differs is stored, and shown as an alert.
        if joined.site.is_some() {
            let later = random::<8>().map_or(0, u64::from_be_bytes) % (MINUTES * 60);
            tokio::time::sleep(Duration::from_secs(later)).await;
            let view = Arc::clone(&view);
            let watching = move || {
                let watched = watch::watch(&view.session, view.clock);
                view.changed();
                watched.map(|watched| watched.looked_at).unwrap_or_default()
            };
            let _ = tokio::task::spawn_blocking(watching).await;
        }
    }
}
