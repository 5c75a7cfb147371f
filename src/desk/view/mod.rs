//! The local page: for this handler's own browser, on this machine, and for nobody else.
//!
//! 127.0.0.1 only; the exact Host; no other origin; no cookies, since a port does not keep them apart: a
//! token, handed over once through a file that only its owner can read. The pages are made here, in parts that
//! the browser puts in their places; what they decide is decided by the same verbs as the commands'.

mod act;
mod case;
mod guard;
mod lock;
mod menu;
mod outbox;
mod puller;
mod queue;
mod team;

use super::desk::{Desk, DeskError};
use super::pull::{self, Locked, PullError, Shared};
use super::reply::{self, ReplyError};
use super::search::Query;
use super::show;
use super::template;
use super::words::{Words, harmless};
use act::{Done, Wish};
use axum::extract::{DefaultBodyLimit, Path as UrlPath, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use guard::Guard;
use lock::Lock;
use maud::html;
use puller::Puller;
use serde::{Deserialize, Serialize};
use sotto::day::Day;
use sotto::ticket::Ticket;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

const PAGE: &str = include_str!("../../../frontend/desk/page/desk.html");
const SCRIPT: &str = include_str!("../../../frontend/desk/page/desk.js");
const STYLE: &str = include_str!("../../../frontend/desk/page/desk.css");

/// Everything that the page can reach.
pub struct View {
    desk: Shared,
    words: Words,
    guard: Guard,
    lock: Lock,
    puller: Puller,
    /// What can be taken back.
    undo: Mutex<Vec<Done>>,
    /// How many things should not be, as counted at some revision.
    notices: Mutex<Option<(u64, usize)>>,
    /// Grows with everything that changes what the page shows.
    revision: AtomicU64,
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
    let words = Words::new();
    let demo = desk
        .at(|desk| Ok::<_, PullError>(pull::roster(desk)?.demo))
        .unwrap_or(false);
    let view = Arc::new(View {
        page: page(&words, demo),
        desk,
        words,
        guard,
        lock: Lock::new(folder),
        puller: Puller::default(),
        undo: Mutex::default(),
        notices: Mutex::default(),
        revision: AtomicU64::default(),
        clock,
    });
    opened(&handover);
    let pulling = tokio::spawn(puller::now_and_then(Arc::clone(&view)));
    axum::serve(listener, routes(view))
        .with_graceful_shutdown(asked_to_stop())
        .await
        .map_err(ViewError::Serve)?;
    pulling.abort();
    std::fs::remove_file(&handover).map_err(|error| ViewError::Handover(handover, error))
}

/// The frame of the page, with its words in their places.
fn page(words: &Words, demo: bool) -> String {
    let banner = html! { @if demo { p.demo { (words.say("desk-demo")) } } };
    let mut page = PAGE.replace("<!--demo-->", &banner.into_string());
    for id in [
        "desk-title",
        "desk-search",
        "desk-search-hint",
        "desk-pull",
        "desk-lock",
        "desk-help",
        "desk-team",
        "desk-case",
        "desk-queue",
        "desk-choose",
        "desk-undo",
        "desk-unselect",
        "desk-unlock",
        "desk-passphrase",
        "desk-locked",
        "desk-not-admitted",
        "menu-cancel",
    ] {
        let word = words.say(id);
        page = page.replace(&format!("%{id}%"), &html! { (word) }.into_string());
    }
    page
}

async fn asked_to_stop() {
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

fn routes(view: Arc<View>) -> Router {
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
        .route("/pull", post(puller::start))
        .route("/draft/{ticket}", post(keep_draft))
        .route("/hand-over/{ticket}", post(outbox::hand_over))
        .route("/contribute", post(outbox::contribute))
        .route("/indicators", post(outbox::load))
        .route("/reply/{ticket}", post(reply_now))
        .route("/reply/{ticket}/take-down", post(take_down))
        .route("/lock", post(lock::lock))
        .route("/unlock", post(lock::unlock))
        // A list of a hundred thousand traces; a draft or a plan is far shorter.
        .layer(DefaultBodyLimit::max(16 << 20))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&view),
            guard::token,
        ));
    Router::new()
        .route("/", get(async |State(view): Look| Html(view.page.clone())))
        .route("/desk.js", text("text/javascript; charset=utf-8", SCRIPT))
        .route("/desk.css", text("text/css; charset=utf-8", STYLE))
        .route("/session", post(guard::exchange))
        .merge(closed)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&view),
            guard::same_origin,
        ))
        .with_state(view)
}

type Look = State<Arc<View>>;

/// An error as the page shows it.
pub struct Trouble(StatusCode, String);

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

impl From<Locked> for Trouble {
    fn from(_: Locked) -> Self {
        Self(StatusCode::LOCKED, "locked".to_owned())
    }
}

impl From<DeskError> for Trouble {
    fn from(error: DeskError) -> Self {
        Self(StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
    }
}

impl View {
    /// Does something with the desk: of today, and with what other processes changed.
    fn at<T>(&self, act: impl FnOnce(&mut Desk) -> Result<T, Trouble>) -> Result<T, Trouble> {
        self.desk.at(|desk| {
            desk.today = Day::of_unix((self.clock)()).unwrap_or(desk.today);
            let root = pull::joined(&desk.store).ok().map(|joined| joined.root);
            if desk.refresh(root.as_ref())? {
                self.changed();
            }
            act(desk)
        })
    }

    /// Counted once for each revision: it takes a look at every event.
    fn notices(&self, desk: &Desk, revision: u64) -> Result<usize, DeskError> {
        let mut counted = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = counted.filter(|(at, _)| *at == revision) {
            return Ok(count);
        }
        let count = super::notice::all(desk)?.len();
        *counted = Some((revision, count));
        Ok(count)
    }

    fn changed(&self) {
        self.revision.fetch_add(1, Ordering::Relaxed);
    }

    fn undo(&self) -> std::sync::MutexGuard<'_, Vec<Done>> {
        self.undo.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What of the queue is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    query: String,
    limit: usize,
}

async fn show_queue(State(view): Look, Json(wanted): Json<Wanted>) -> Result<Response, Trouble> {
    view.at(|desk| {
        let query = Query::parse(&wanted.query, &desk.store.keys().id);
        let query =
            query.map_err(|error| Trouble(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))?;
        let (book, words, now) = (&desk.book, &view.words, (view.clock)());
        let all = query.is_empty();
        let found = if all {
            show::in_order(now, book.entries())
        } else {
            show::in_order(now, query.find(book))
        };
        let limit = wanted.limit.max(queue::STEP);
        let mut rows = show::rows(words, now, found.get(..limit).unwrap_or(&found));
        if all {
            rows.extend(show::unopened(book));
        }
        let filters = act::filters(desk)?;
        let page = html! {
            div.filters { (queue::filters(words, &filters, &wanted.query)) }
            (queue::queue(words, &rows, limit, [found.len(), book.len()], &wanted.query))
        };
        Ok(Html(page.into_string()).into_response())
    })
}

fn ticket(text: &str) -> Result<Ticket, Trouble> {
    text.parse().map_err(|error: sotto::ticket::NotATicket| {
        Trouble(StatusCode::NOT_FOUND, error.to_string())
    })
}

async fn show_case(
    State(view): Look,
    UrlPath(name): UrlPath<String>,
) -> Result<Html<String>, Trouble> {
    let ticket = ticket(&name)?;
    view.at(|desk| {
        let page = case::case(desk, &view.words, ticket, (view.clock)())?;
        Ok(Html(page.into_string()))
    })
}

/// Notes that a handler had the case before their eyes, as the page says once it has stayed there.
async fn read(State(view): Look, UrlPath(name): UrlPath<String>) -> Result<(), Trouble> {
    let ticket = ticket(&name)?;
    view.at(|desk| {
        if desk.entry(ticket)?.is_unread() {
            desk.mark_read(ticket)?;
            view.changed();
        }
        Ok(())
    })
}

/// The cases that a menu is about: none, where it is about the desk.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    tickets: Vec<Ticket>,
}

async fn show_menu(
    State(view): Look,
    UrlPath(name): UrlPath<String>,
    Json(about): Json<About>,
) -> Result<Html<String>, Trouble> {
    let unknown = || Trouble(StatusCode::NOT_FOUND, "unknown".to_owned());
    let refused = |id: &str| Trouble(StatusCode::UNPROCESSABLE_ENTITY, view.words.say(id));
    match (name.as_str(), about.tickets.len()) {
        ("help" | "filter", _) => {}
        (_, 0) => return Err(refused("desk-no-case")),
        ("link", 2..) => return Err(refused("desk-one-case")),
        _ => {}
    }
    view.at(|desk| {
        let menu = menu::menu(desk, &view.words, &name).ok_or_else(unknown)?;
        let about = menu::about(desk, &view.words, &about.tickets)?;
        Ok(Html(html! { (about) (menu) }.into_string()))
    })
}

/// Says how many rows are selected.
async fn selected(State(view): Look, UrlPath(count): UrlPath<usize>) -> String {
    let count = count.to_string();
    view.words.fill("desk-selected", &[("count", &count)])
}

async fn show_team(State(view): Look) -> Result<Html<String>, Trouble> {
    view.at(|desk| Ok(Html(team::team(desk, &view.words)?.into_string())))
}

/// What the page asks for every few seconds.
#[derive(Serialize)]
struct Status {
    revision: u64,
    pull: String,
    pulling: bool,
    /// How many things should not be.
    notices: usize,
}

async fn status(State(view): Look) -> Result<Json<Status>, Trouble> {
    view.at(|desk| {
        let (pull, pulling) = view.puller.words(desk, &view.words, (view.clock)())?;
        let revision = view.revision.load(Ordering::Relaxed);
        let notices = view.notices(desk, revision)?;
        Ok(Json(Status {
            revision,
            pull,
            pulling,
            notices,
        }))
    })
}

async fn do_act(State(view): Look, Json(wish): Json<Wish>) -> Result<String, Trouble> {
    view.at(|desk| {
        let done = act::act(desk, &view.words, &mut view.undo(), &wish);
        view.changed();
        done.map_err(|error| Trouble(StatusCode::UNPROCESSABLE_ENTITY, error))
    })
}

/// What a handler writes to a reporter.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    text: String,
}

async fn keep_draft(
    State(view): Look,
    UrlPath(name): UrlPath<String>,
    Json(written): Json<Written>,
) -> Result<String, Trouble> {
    let ticket = ticket(&name)?;
    view.at(|desk| {
        let head = desk.entry(ticket)?.head;
        let kept = desk.store.keep_draft(head, &written.text);
        kept.map_err(DeskError::Store)?;
        // What the reporter will see, as it will be shown.
        Ok(harmless(written.text.trim()))
    })
}

async fn reply_now(
    State(view): Look,
    UrlPath(name): UrlPath<String>,
    Json(written): Json<Written>,
) -> Result<String, Trouble> {
    let ticket = ticket(&name)?;
    if template::has_gap(&written.text) {
        return Err(Trouble(
            StatusCode::UNPROCESSABLE_ENTITY,
            view.words.say("case-reply-gaps"),
        ));
    }
    view.at(|_| Ok(()))?;
    let n = on_the_network(&view, move |view| {
        reply::post(&view.desk, ticket, &written.text, (view.clock)())
    })
    .await?;
    Ok(view
        .words
        .fill("case-reply-posted", &[("n", &n.to_string())]))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Number {
    number: u32,
}

async fn take_down(
    State(view): Look,
    UrlPath(name): UrlPath<String>,
    Json(number): Json<Number>,
) -> Result<String, Trouble> {
    let ticket = ticket(&name)?;
    on_the_network(&view, move |view| {
        reply::take_down(&view.desk, ticket, number.number, (view.clock)())
    })
    .await?;
    Ok(view.words.say("case-reply-down"))
}

/// What waits for the network has a thread of its own: looking goes on meanwhile.
async fn on_the_network<T: Send + 'static>(
    view: &Arc<View>,
    act: impl FnOnce(&View) -> Result<T, ReplyError> + Send + 'static,
) -> Result<T, Trouble> {
    let at = Arc::clone(view);
    let done = tokio::task::spawn_blocking(move || {
        let done = act(&at);
        at.changed();
        done
    });
    let done = done
        .await
        .map_err(|error| Trouble(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    done.map_err(|error| Trouble(StatusCode::BAD_GATEWAY, error.to_string()))
}
