//! Locks the desk while nobody is there: all that was opened is dropped, and its keys with it.

use super::super::here;
use super::super::keyring::vault::{self, VaultError};
use super::{Look, Trouble, View};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use sotto::day::Day;
use sotto::secret::Secret;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The longest wait after a wrong passphrase, in seconds.
const LONGEST: u64 = 60;

/// Where the vault is, and how long whoever was wrong has to wait.
pub struct Lock {
    folder: PathBuf,
    wrong: Mutex<(u32, Option<Instant>)>,
}

impl Lock {
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            wrong: Mutex::default(),
        }
    }

    /// The desk's own folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn wrong(&self) -> std::sync::MutexGuard<'_, (u32, Option<Instant>)> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many seconds are left until the next try.
    fn wait(&self) -> Option<u64> {
        let until = self.wrong().1?;
        let left = until.checked_duration_since(Instant::now())?;
        Some(left.as_secs() + 1)
    }

    /// Each wrong passphrase makes the next try wait twice as long.
    fn was_wrong(&self) -> u64 {
        let mut wrong = self.wrong();
        let seconds = 1u64.checked_shl(wrong.0).unwrap_or(LONGEST).min(LONGEST);
        *wrong = (
            wrong.0.saturating_add(1),
            Some(Instant::now() + Duration::from_secs(seconds)),
        );
        seconds
    }
}

/// `POST /lock`.
pub async fn lock(State(view): Look) -> String {
    drop(view.desk.hold().take());
    view.undo().clear();
    view.words.say("desk-locked")
}

/// What opens the vault.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passphrase {
    passphrase: String,
}

/// `POST /unlock`.
pub async fn unlock(State(view): Look, Json(given): Json<Passphrase>) -> Result<String, Trouble> {
    let given = Secret::new(given.passphrase);
    let opening = tokio::task::spawn_blocking(move || open(&view, &given));
    opening
        .await
        .map_err(|error| Trouble(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?
}

fn open(view: &Arc<View>, given: &Secret<String>) -> Result<String, Trouble> {
    let mut desk = view.desk.hold();
    if desk.is_some() {
        return Ok(String::new());
    }
    if let Some(seconds) = view.lock.wait() {
        let said = view
            .words
            .fill("desk-too-soon", &[("seconds", &seconds.to_string())]);
        return Err(Trouble(StatusCode::TOO_MANY_REQUESTS, said));
    }
    let keys =
        vault::unlock(&view.lock.folder.join("vault.json"), given).map_err(
            |error| match error {
                VaultError::Passphrase => {
                    let seconds = view.lock.was_wrong().to_string();
                    Trouble(
                        StatusCode::FORBIDDEN,
                        view.words.fill("desk-wrong", &[("seconds", &seconds)]),
                    )
                }
                other => Trouble(StatusCode::UNPROCESSABLE_ENTITY, other.to_string()),
            },
        )?;
    *view.lock.wrong() = (0, None);
    let failed =
        |error: here::Failure| Trouble(StatusCode::UNPROCESSABLE_ENTITY, error.to_string());
    let today = Day::of_unix((view.clock)()).map_err(|_| failed(here::Failure::Clock))?;
    *desk = Some(here::open_desk(&view.lock.folder, keys, today).map_err(failed)?);
    view.changed();
    Ok(String::new())
}
