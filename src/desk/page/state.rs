//! What the local page can reach, and what it says when something is wrong.

use crate::page::actions::Undo;
use crate::page::guard::Guard;
use crate::page::lock::{Lock, Presence};
use crate::page::puller::Puller;
use crate::remote::reply::address::ReplyError;
use crate::session::error::SessionError;
use crate::session::membership;
use crate::session::shared::{Locked, SharedSession};
use crate::session::unlocked::Session;
use crate::text::messages::DeskMessages;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sotto::day::Day;
use sotto::ticket::Ticket;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Everything that the page can reach.
pub struct PageState {
    pub session: SharedSession,
    pub messages: DeskMessages,
    pub guard: Guard,
    pub lock: Lock,
    pub presence: Presence,
    pub puller: Puller,
    /// What can be taken back.
    pub undo: Mutex<Vec<Undo>>,
    /// How many things should not be, as counted at some revision.
    pub alerts: Mutex<Option<(u64, usize)>>,
    /// Grows with everything that changes what the page shows.
    pub revision: AtomicU64,
    pub page: String,
    pub clock: fn() -> u64,
}

pub type Look = State<Arc<PageState>>;

/// An error as the page shows it.
pub struct HttpError(pub StatusCode, pub String);

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

impl From<Locked> for HttpError {
    fn from(_: Locked) -> Self {
        Self(StatusCode::LOCKED, "locked".to_owned())
    }
}

impl From<SessionError> for HttpError {
    fn from(error: SessionError) -> Self {
        refused(error)
    }
}

/// Returns the answer to a request that is refused: why, and what to do.
pub fn refused(error: impl ToString) -> HttpError {
    HttpError(StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
}

impl PageState {
    /// Does something with the desk: of today, and with what other processes changed.
    pub fn at<T>(
        &self,
        act: impl FnOnce(&mut Session) -> Result<T, HttpError>,
    ) -> Result<T, HttpError> {
        self.session.at(|session| {
            session.today = Day::of_unix((self.clock)()).unwrap_or(session.today);
            let root = membership::joined(&session.store)
                .ok()
                .map(|joined| joined.root);
            if session.refresh(root.as_ref())? {
                self.changed();
            }
            act(session)
        })
    }

    /// Counted once for each revision: it takes a look at every event.
    pub fn alerts(&self, session: &Session, revision: u64) -> Result<usize, SessionError> {
        let mut counted = self.alerts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = counted.filter(|(at, _)| *at == revision) {
            return Ok(count);
        }
        let count = crate::remote::alerts::all(session)?.len();
        *counted = Some((revision, count));
        Ok(count)
    }

    pub fn changed(&self) {
        self.revision.fetch_add(1, Ordering::Relaxed);
    }

    pub fn undo(&self) -> std::sync::MutexGuard<'_, Vec<Undo>> {
        self.undo.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub fn ticket(text: &str) -> Result<Ticket, HttpError> {
    text.parse().map_err(|error: sotto::ticket::NotATicket| {
        HttpError(StatusCode::NOT_FOUND, error.to_string())
    })
}

/// Does what waits for the network on a thread of its own: looking goes on meanwhile.
pub async fn on_the_network<T: Send + 'static>(
    view: &Arc<PageState>,
    act: impl FnOnce(&PageState) -> Result<T, ReplyError> + Send + 'static,
) -> Result<T, HttpError> {
    let at = Arc::clone(view);
    let done = tokio::task::spawn_blocking(move || {
        let done = act(&at);
        at.changed();
        done
    });
    let done = done
        .await
        .map_err(|error| HttpError(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    done.map_err(|error| HttpError(StatusCode::BAD_GATEWAY, error.to_string()))
}
