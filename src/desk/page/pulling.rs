//! Pulls in the background: when asked, and now and then by itself, at moments that say nothing; and looks at the site.

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

/// Between two pulls: so many minutes, and up to as many again.
const MINUTES: u64 = 10;

/// `POST /pull`: begins one, unless one is under way.
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

/// Pulls at random moments, for as long as the desk is unlocked and belongs somewhere.
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
        // At some other moment: how reporters see the site. What differs is kept, and shown as an alarm.
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
