//! Locks and unlocks the desk. Locking drops everything that was decrypted, keys included.

use crate::keyring::vault;
use crate::keyring::vault::VaultError;
use crate::page::state::{HttpError, Look, PageState, refused};
use crate::session::open;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use sotto::day::Day;
use sotto::secret::Secret;
use std::sync::Arc;
use std::time::Duration;

/// How many seconds pass between two checks whether the desk must lock itself.
const LOOK: u64 = 1;

/// Locks the desk once nobody has done anything for too long, even if the page keeps asking.
pub async fn when_nobody_is_there(view: Arc<PageState>) {
    loop {
        tokio::time::sleep(Duration::from_secs(LOOK)).await;
        if view.presence.is_over((view.clock)()) {
            lock_now(&view);
        }
    }
}

/// `POST /lock`: locks the desk.
pub async fn lock(State(view): Look) -> String {
    lock_now(&view);
    view.messages.text("desk-locked")
}

/// Drops the unlocked desk, and what could be undone.
fn lock_now(view: &PageState) {
    if view.session.hold().take().is_some() {
        view.undo().clear();
        view.changed();
    }
}

/// The passphrase of the vault.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passphrase {
    passphrase: String,
}

/// `POST /unlock`: opens the vault with the passphrase, and unlocks the desk.
pub async fn unlock(State(view): Look, Json(given): Json<Passphrase>) -> Result<String, HttpError> {
    let given = Secret::new(given.passphrase);
    let opening = tokio::task::spawn_blocking(move || open(&view, &given));
    opening
        .await
        .map_err(|error| HttpError(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?
}

/// Opens the vault and unlocks the desk, unless a wrong passphrase makes the handler wait.
fn open(view: &Arc<PageState>, given: &Secret<String>) -> Result<String, HttpError> {
    let mut session = view.session.hold();
    if session.is_some() {
        return Ok(String::new());
    }
    if let Some(seconds) = view.lock.wait() {
        let said = view
            .messages
            .format("desk-too-soon", &[("seconds", seconds.to_string())]);
        return Err(HttpError(StatusCode::TOO_MANY_REQUESTS, said));
    }
    let keys =
        vault::unlock(&view.lock.folder.join("vault.json"), given).map_err(
            |error| match error {
                VaultError::Passphrase => {
                    let seconds = view.lock.was_wrong();
                    HttpError(
                        StatusCode::FORBIDDEN,
                        view.messages
                            .format("desk-wrong", &[("seconds", seconds.to_string())]),
                    )
                }
                other => refused(other),
            },
        )?;
    *view.lock.wrong() = (0, None);
    let today =
        Day::of_unix((view.clock)()).map_err(|_| refused(view.messages.text("desk-clock")))?;
    let opened = open::open_session(&view.lock.folder, keys, today);
    *session = Some(opened.map_err(refused)?);
    view.presence.seen((view.clock)(), 0);
    view.changed();
    Ok(String::new())
}
