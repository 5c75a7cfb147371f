//! Serves the local page on 127.0.0.1, for this handler's own browser alone.

use crate::page::guard::Guard;
use crate::page::handlers::{
    do_act, keep_draft, read, reply_now, selected, show_case, show_menu, show_queue, show_team,
    status, take_down,
};
use crate::page::lock::{Lock, Presence};
use crate::page::middleware;
use crate::page::puller::Puller;
use crate::page::state::Look;
use crate::page::state::PageState;
use crate::page::{outgoing, pulling, unlock};
use crate::remote::error::PullError;
use crate::session::membership;
use crate::session::shared::SharedSession;
use crate::text::messages::DeskMessages;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header;
use axum::middleware::from_fn_with_state;
use axum::response::Html;
use axum::routing::{get, post};
use maud::html;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// The frame of the page, with names of messages in it.
pub const PAGE: &str = include_str!("../../../frontend/desk/page/desk.html");

/// The page's script.
pub const SCRIPT: &str = include_str!("../../../frontend/desk/page/desk.js");

/// The page's style.
pub const STYLE: &str = include_str!("../../../frontend/desk/page/desk.css");

/// Why the page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("cannot listen on 127.0.0.1:{0}: {1}; choose another --port")]
    Listen(u16, io::Error),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Handover(PathBuf, io::Error),
    #[error("cannot serve the page: {0}")]
    Serve(io::Error),
}

/// Serves the page until the process is asked to stop, and locks the desk after `lock_after` seconds in which nobody did anything.
/// Calls `opened` with the path of the file that opens the page in a browser.
///
/// # Errors
/// [`ServeError::Listen`] if another program uses the port.
pub async fn serve(
    session: SharedSession,
    port: u16,
    folder: &Path,
    clock: fn() -> u64,
    lock_after: u64,
    opened: impl FnOnce(&Path),
) -> Result<(), ServeError> {
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| ServeError::Listen(port, error))?;
    let host = listener
        .local_addr()
        .map_err(ServeError::Serve)?
        .to_string();
    let handover = folder.join("open.html");
    let guard = Guard::new(host, handover.clone())
        .map_err(|error| ServeError::Handover(handover.clone(), error))?;
    let presence = Presence::new(clock(), lock_after);
    let view = Arc::new(state(session, guard, Lock::new(folder), presence, clock));
    opened(&handover);
    let pulling = tokio::spawn(pulling::now_and_then(Arc::clone(&view)));
    let locking = tokio::spawn(unlock::when_nobody_is_there(Arc::clone(&view)));
    axum::serve(listener, routes(view))
        .with_graceful_shutdown(asked_to_stop())
        .await
        .map_err(ServeError::Serve)?;
    pulling.abort();
    locking.abort();
    std::fs::remove_file(&handover).map_err(|error| ServeError::Handover(handover, error))
}

/// Returns what the page's handlers share, at the start.
fn state(
    session: SharedSession,
    guard: Guard,
    lock: Lock,
    presence: Presence,
    clock: fn() -> u64,
) -> PageState {
    let messages = DeskMessages::new();
    let roster_is_demo = session.at(|session| {
        let roster = membership::roster(session).map_err(PullError::Session)?;
        Ok::<_, PullError>(roster.demo)
    });
    let demo = roster_is_demo.unwrap_or(false);
    PageState {
        page: page(&messages, demo),
        session,
        messages,
        guard,
        lock,
        presence,
        puller: Puller::default(),
        undo: Mutex::default(),
        alerts: Mutex::default(),
        revision: AtomicU64::default(),
        clock,
    }
}

/// Returns the frame of the page, with its messages filled in.
pub fn page(messages: &DeskMessages, demo: bool) -> String {
    let banner = html! { @if demo { p.demo { (messages.text("desk-demo")) } } };
    let mut page = PAGE.replace("<!--demo-->", &banner.into_string());
    for id in [
        "desk-title",
        "desk-search",
        "desk-search-hint",
        "do-pull",
        "desk-lock",
        "desk-help",
        "desk-team",
        "desk-queue",
        "desk-choose",
        "desk-case",
        "desk-undo",
        "desk-unselect",
        "desk-unlock",
        "desk-passphrase",
        "desk-locked",
        "desk-not-admitted",
        "menu-cancel",
    ] {
        let word = messages.text(id);
        page = page.replace(&format!("%{id}%"), &html! { (word) }.into_string());
    }
    page
}

/// Waits until the process is asked to stop.
pub async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).ok();
    let terminated = async {
        match &mut terminate {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

/// Returns the routes of the page.
pub fn routes(view: Arc<PageState>) -> Router {
    let text = |media_type: &'static str, text: &'static str| {
        get(async move || ([(header::CONTENT_TYPE, media_type)], text))
    };
    let closed = Router::new()
        .route("/queue", post(show_queue))
        .route("/case/{ticket}", get(show_case))
        .route("/read/{ticket}", post(read))
        .route("/selected/{count}", get(selected))
        .route("/menu/{name}", post(show_menu))
        .route("/team", get(show_team))
        .route("/status", get(status))
        .route("/act", post(do_act))
        .route("/pull", post(pulling::start))
        .route("/draft/{ticket}", post(keep_draft))
        .route("/hand-over/{ticket}", post(outgoing::hand_over))
        .route("/contribute", post(outgoing::contribute))
        .route("/indicators", post(outgoing::load))
        .route("/reply/{ticket}", post(reply_now))
        .route("/reply/{ticket}/take-down", post(take_down))
        .route("/lock", post(unlock::lock))
        .route("/unlock", post(unlock::unlock))
        // This is enough for a list of a hundred thousand indicators. Drafts and plans are far shorter.
        .layer(DefaultBodyLimit::max(16 << 20))
        .layer(from_fn_with_state(Arc::clone(&view), middleware::token));
    Router::new()
        .route("/", get(async |State(view): Look| Html(view.page.clone())))
        .route("/desk.js", text("text/javascript; charset=utf-8", SCRIPT))
        .route("/desk.css", text("text/css; charset=utf-8", STYLE))
        .route("/session", post(middleware::exchange))
        .merge(closed)
        .layer(from_fn_with_state(
            Arc::clone(&view),
            middleware::same_origin,
        ))
        .with_state(view)
}
