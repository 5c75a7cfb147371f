//! The state that all requests of the local page share, and the errors that they answer with.

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

/// The state that all requests share.
pub struct PageState {
    pub session: SharedSession,
    pub messages: DeskMessages,
    pub guard: Guard,
    pub lock: Lock,
    pub presence: Presence,
    pub puller: Puller,
    /// The actions that can be undone, the latest last.
    pub undo: Mutex<Vec<Undo>>,
    /// The number of alerts, with the revision at which they were counted.
    pub alerts: Mutex<Option<(u64, usize)>>,
    /// A number that grows with each change of what the page shows.
    pub revision: AtomicU64,
    /// The frame of the page.
    pub page: String,
    /// Returns the time, in seconds since the Unix epoch.
    pub clock: fn() -> u64,
}

/// The argument by which a request gets at the state.
pub type Look = State<Arc<PageState>>;

/// An error as the page shows it: a status and a message for the handler.
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
    /// Calls `act` with the unlocked desk, after setting today's date and reading what other processes changed.
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

    /// Returns the number of alerts. They are counted once for each revision, since counting reads every event.
    pub fn alerts(&self, session: &Session, revision: u64) -> Result<usize, SessionError> {
        let mut counted = self.alerts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = counted.filter(|(at, _)| *at == revision) {
            return Ok(count);
        }
        let count = crate::remote::alerts::all(session)?.len();
        *counted = Some((revision, count));
        Ok(count)
    }

    /// Notes that what the page shows has changed.
    pub fn changed(&self) {
        self.revision.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns the actions that can be undone.
    pub fn undo(&self) -> std::sync::MutexGuard<'_, Vec<Undo>> {
        self.undo.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Parses a ticket; the error answers 404.
pub fn ticket(text: &str) -> Result<Ticket, HttpError> {
    text.parse().map_err(|error: sotto::ticket::NotATicket| {
        HttpError(StatusCode::NOT_FOUND, error.to_string())
    })
}

/// Calls `act`, which waits for the network, on another thread, so that the page stays usable meanwhile.
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
