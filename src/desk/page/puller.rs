//! The progress and the result of pulls in the background.

use crate::remote::progress::Progress;
use crate::remote::round::LAST_PULL;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::text::messages::DeskMessages;
use sotto::day::Day;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

/// The progress and the result of pulls in the background.
#[derive(Default)]
pub struct Puller {
    /// Whether a pull is under way.
    pub busy: AtomicBool,
    pub progress: Progress,
    /// The time at which the last pull was complete, in seconds since the Unix epoch, or why it failed. It is never stored.
    last: Mutex<Option<Result<u64, String>>>,
}

impl Puller {
    /// Returns the result of the last pull; `None` before the first.
    pub fn last(&self) -> std::sync::MutexGuard<'_, Option<Result<u64, String>>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the badge's words, and whether a pull is under way. `now` is in seconds since the Unix epoch.
    pub fn words(
        &self,
        session: &Session,
        messages: &DeskMessages,
        now: u64,
    ) -> Result<(String, bool), SessionError> {
        if let Some(stage) = self.progress.look() {
            let said = match stage.of {
                0 => messages.text("desk-pull-connecting"),
                _ => messages.format(
                    "desk-pull-working",
                    &[
                        ("what", stage.what.to_string()),
                        ("done", stage.done.to_string()),
                        ("of", stage.of.to_string()),
                    ],
                ),
            };
            return Ok((said, true));
        }
        Ok((self.last_in_words(session, messages, now)?, false))
    }

    /// Returns when the last pull went through, or why it did not.
    fn last_in_words(
        &self,
        session: &Session,
        messages: &DeskMessages,
        now: u64,
    ) -> Result<String, SessionError> {
        Ok(match &*self.last() {
            Some(Ok(at)) if now.saturating_sub(*at) < 60 => messages.text("desk-pull-now"),
            Some(Ok(at)) => messages.format(
                "desk-pull-minutes",
                &[("minutes", (now.saturating_sub(*at) / 60).to_string())],
            ),
            Some(Err(why)) => messages.format("desk-pull-failed", &[("why", why.as_str())]),
            None => {
                let day: Option<Day> = session
                    .store
                    .recall(LAST_PULL)
                    .map_err(SessionError::Store)?;
                match day {
                    Some(day) => messages.format("desk-pull-day", &[("day", day.to_string())]),
                    None => messages.text("desk-pull-never"),
                }
            }
        })
    }
}
