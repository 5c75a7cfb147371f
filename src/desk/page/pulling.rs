//! Pulls in the background: when asked, and now and then by itself, at moments that say nothing; and looks at the site.

use crate::keyring::random;
use crate::page::handlers::{Look, Trouble, View};
use crate::remote::pull::reports as pull;
use crate::remote::pull::reports::{LAST_PULL, Progress};
use crate::remote::watch::site as watch;
use crate::session::unlocked::{Desk, DeskError};
use crate::text::messages::Words;
use axum::extract::State;
use sotto::day::Day;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Between two pulls: so many minutes, and up to as many again.
const MINUTES: u64 = 10;

/// How the pulls go.
#[derive(Default)]
pub struct Puller {
    busy: AtomicBool,
    progress: Progress,
    /// When the last one went through, in seconds; or why it did not. In memory alone.
    last: Mutex<Option<Result<u64, String>>>,
}

impl Puller {
    fn last(&self) -> std::sync::MutexGuard<'_, Option<Result<u64, String>>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the badge says, and whether a pull is under way.
    pub fn words(&self, desk: &Desk, words: &Words, now: u64) -> Result<(String, bool), DeskError> {
        if let Some(stage) = self.progress.look() {
            let (done, of) = (stage.done.to_string(), stage.of.to_string());
            let said = match stage.of {
                0 => words.say("desk-pull-connecting"),
                _ => words.fill(
                    "desk-pull-working",
                    &[("what", stage.what), ("done", &done), ("of", &of)],
                ),
            };
            return Ok((said, true));
        }
        Ok((
            match &*self.last() {
                Some(Ok(at)) if now.saturating_sub(*at) < 60 => words.say("desk-pull-now"),
                Some(Ok(at)) => words.fill(
                    "desk-pull-minutes",
                    &[("minutes", &(now.saturating_sub(*at) / 60).to_string())],
                ),
                Some(Err(why)) => words.fill("desk-pull-failed", &[("why", why)]),
                None => {
                    let day: Option<Day> =
                        desk.store.recall(LAST_PULL).map_err(DeskError::Store)?;
                    match day {
                        Some(day) => words.fill("desk-pull-day", &[("day", &day.to_string())]),
                        None => words.say("desk-pull-never"),
                    }
                }
            },
            false,
        ))
    }
}

/// `POST /pull`: begins one, unless one is under way.
pub async fn start(State(view): Look) -> Result<String, Trouble> {
    view.at(|_| Ok(()))?;
    begin(&view);
    Ok(String::new())
}

fn begin(view: &Arc<View>) {
    if view.puller.busy.swap(true, Ordering::Relaxed) {
        return;
    }
    view.puller.progress.say("connecting", 0, 0);
    let view = Arc::clone(view);
    tokio::task::spawn_blocking(move || {
        let pulled = pull::pull_now(&view.desk, view.clock, None, &view.puller.progress);
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
pub async fn now_and_then(view: Arc<View>) {
    loop {
        let more = random::<8>().map_or(0, u64::from_be_bytes) % (MINUTES * 60);
        tokio::time::sleep(Duration::from_secs(MINUTES * 60 + more)).await;
        let Ok(joined) = view.desk.at(|desk| pull::joined(&desk.store)) else {
            continue;
        };
        begin(&view);
        // At some other moment: how reporters see the site. What differs is kept, and shown as an alarm.
        if joined.site.is_some() {
            let later = random::<8>().map_or(0, u64::from_be_bytes) % (MINUTES * 60);
            tokio::time::sleep(Duration::from_secs(later)).await;
            let view = Arc::clone(&view);
            let watching = move || {
                let watched = watch::watch(&view.desk, view.clock);
                view.changed();
                watched.map(|watched| watched.looked_at).unwrap_or_default()
            };
            let _ = tokio::task::spawn_blocking(watching).await;
        }
    }
}
