//! How the pulls in the background go.

use crate::messages::Value;
use crate::remote::progress::Progress;
use crate::remote::round::LAST_PULL;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::text::messages::DeskMessages;
use sotto::day::Day;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

/// How the pulls go.
#[derive(Default)]
pub struct Puller {
    pub busy: AtomicBool,
    pub progress: Progress,
    /// When the last one went through, in seconds; or why it did not. In memory alone.
    last: Mutex<Option<Result<u64, String>>>,
}

impl Puller {
    pub fn last(&self) -> std::sync::MutexGuard<'_, Option<Result<u64, String>>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what the badge says, and whether a pull is under way.
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
                        ("what", stage.what.into()),
                        ("done", Value::from(stage.done)),
                        ("of", stage.of.into()),
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
                &[("minutes", now.saturating_sub(*at) / 60)],
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
