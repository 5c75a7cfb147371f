//! The local page: for this handler's own browser, on this machine, and for nobody else.
//!
//! 127.0.0.1 only; the exact Host; no other origin; no cookies, since a port does not keep them apart: a
//! token, handed over once through a file that only its owner can read. Shows; decides nothing.

mod guard;

use super::pull::{self, Progress, PullError, Pulled, Shared};
use super::reply::{self, ReplyError};
use super::show::{self, Row, Shown};
use super::words::Words;
use axum::extract::{Path as UrlPath, State};
use axum::http::{StatusCode, header};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use guard::Guard;
use serde::{Deserialize, Serialize};
use sotto::day::Day;
use sotto::ticket::Ticket;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;

const PAGE: &str = include_str!("../../../frontend/desk/desk.html");
const SCRIPT: &str = include_str!("../../../frontend/desk/desk.js");
const STYLE: &str = include_str!("../../../frontend/desk/desk.css");

/// Everything that the page can reach.
pub struct View {
    desk: Shared,
    words: Words,
    guard: Guard,
    page: String,
    clock: fn() -> u64,
}

/// Why the page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    #[error("cannot listen on 127.0.0.1:{0}: {1}; choose another --port")]
    Listen(u16, io::Error),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Handover(PathBuf, io::Error),
    #[error("cannot serve the page: {0}")]
    Serve(io::Error),
}

/// Serves until asked to stop. `opened` is told which file to open in a browser.
pub async fn serve(
    desk: Shared,
    port: u16,
    folder: &Path,
    clock: fn() -> u64,
    opened: impl FnOnce(&Path),
) -> Result<(), ViewError> {
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| ViewError::Listen(port, error))?;
    let host = listener.local_addr().map_err(ViewError::Serve)?.to_string();
    let handover = folder.join("open.html");
    let guard = Guard::new(host, handover.clone())
        .map_err(|error| ViewError::Handover(handover.clone(), error))?;
    let demo = desk
        .at(|desk| Ok::<_, PullError>(pull::roster(desk)?.demo))
        .unwrap_or(false);
    let banner = if demo {
        "<p class=\"demo\">This is a demonstration. Nobody needs help here.</p>"
    } else {
        ""
    };
    let view = View {
        desk,
        words: Words::new(),
        guard,
        page: PAGE.replace("<!--demo-->", banner),
        clock,
    };
    opened(&handover);
    axum::serve(listener, routes(Arc::new(view)))
        .with_graceful_shutdown(asked_to_stop())
        .await
        .map_err(ViewError::Serve)?;
    std::fs::remove_file(&handover).map_err(|error| ViewError::Handover(handover, error))
}

async fn asked_to_stop() {
    let mut terminate =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
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

fn routes(view: Arc<View>) -> Router {
    let api = Router::new()
        .route("/api/queue", get(queue))
        .route("/api/reports/{ticket}", get(report))
        .route("/api/reports/{ticket}/replies", post(reply_now))
        .route("/api/pull", post(pull_now))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&view),
            guard::token,
        ));
    Router::new()
        .route(
            "/",
            get(async |State(view): Look| {
                (
                    [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
                    view.page.clone(),
                )
            }),
        )
        .route(
            "/desk.js",
            get(async || {
                (
                    [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
                    SCRIPT,
                )
            }),
        )
        .route(
            "/desk.css",
            get(async || ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)),
        )
        .route("/session", post(guard::exchange))
        .merge(api)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&view),
            guard::same_origin,
        ))
        .with_state(view)
}

type Look = State<Arc<View>>;

/// An error as the page shows it.
#[derive(Serialize)]
struct Trouble {
    error: String,
}

type Answer<T> = Result<Json<T>, (StatusCode, Json<Trouble>)>;

fn trouble(status: StatusCode, error: impl ToString) -> (StatusCode, Json<Trouble>) {
    (
        status,
        Json(Trouble {
            error: error.to_string(),
        }),
    )
}

async fn queue(State(view): Look) -> Answer<Vec<Row>> {
    view.desk
        .at(|desk| Ok::<_, PullError>(show::queue(&desk.book, &view.words, (view.clock)())))
        .map(Json)
        .map_err(|error| trouble(StatusCode::INTERNAL_SERVER_ERROR, error))
}

async fn report(State(view): Look, UrlPath(ticket): UrlPath<String>) -> Answer<Shown> {
    let ticket: Ticket = ticket
        .parse()
        .map_err(|error| trouble(StatusCode::NOT_FOUND, error))?;
    view.desk
        .at(|desk| show::report(desk, &view.words, ticket, false).map_err(PullError::Desk))
        .map(Json)
        .map_err(|error| trouble(StatusCode::NOT_FOUND, error))
}

async fn pull_now(State(view): Look) -> Answer<Pulled> {
    // On a thread of its own: a desk's database stays on the thread that uses it.
    let pulling = tokio::task::spawn_blocking(move || view.pull());
    let pulled = pulling
        .await
        .map_err(|error| trouble(StatusCode::INTERNAL_SERVER_ERROR, error))?;
    pulled
        .map(Json)
        .map_err(|error| trouble(StatusCode::BAD_GATEWAY, error))
}

/// What a handler answers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answering {
    text: String,
}

async fn reply_now(
    State(view): Look,
    UrlPath(ticket): UrlPath<String>,
    Json(answering): Json<Answering>,
) -> Answer<u32> {
    let ticket: Ticket = ticket
        .parse()
        .map_err(|error| trouble(StatusCode::NOT_FOUND, error))?;
    let replying = tokio::task::spawn_blocking(move || view.reply(ticket, &answering.text));
    let replied = replying
        .await
        .map_err(|error| trouble(StatusCode::INTERNAL_SERVER_ERROR, error))?;
    replied
        .map(Json)
        .map_err(|error| trouble(StatusCode::BAD_GATEWAY, error))
}

impl View {
    fn reply(&self, ticket: Ticket, text: &str) -> Result<u32, ReplyError> {
        self.wake();
        reply::post(&self.desk, ticket, text, (self.clock)())
    }

    fn pull(&self) -> Result<Pulled, PullError> {
        self.wake();
        pull::pull_now(&self.desk, self.clock, None, &Progress::default())
    }

    /// The day may have changed since.
    fn wake(&self) {
        if let Some(desk) = self.desk.hold().as_mut() {
            desk.today = Day::of_unix((self.clock)()).unwrap_or(desk.today);
        }
    }
}
