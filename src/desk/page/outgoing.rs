//! What leaves the desk by the page: looked at first, then sealed into a file of the desk's own folder, for the handler to send.

use crate::handover::give;
use crate::handover::part::Part;
use crate::numbers::contribute;
use crate::page::state::{HttpError, Look, PageState, refused, ticket};
use crate::session::lists;
use axum::Json;
use axum::extract::{Path as UrlPath, State};
use serde::Deserialize;
use sotto::ticket::Ticket;
use std::path::PathBuf;

impl PageState {
    /// Returns a new path in the outbox.
    fn outgoing(&self, name: &str) -> PathBuf {
        let outbox = self.lock.folder().join("outbox");
        let names = std::iter::once(name.to_owned()).chain((2..).map(|n| format!("{name}-{n}")));
        let mut free = names
            .map(|name| outbox.join(name))
            .filter(|path| !path.exists());
        free.next().unwrap_or(outbox)
    }
}

/// A case that is to be given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Giving {
    to: String,
    key: String,
    #[serde(default)]
    parts: Vec<Part>,
    dry: bool,
}

/// `POST /hand-over/{ticket}`: shows what would be given, or seals it.
pub async fn hand_over(
    State(view): Look,
    UrlPath(name): UrlPath<String>,
    Json(giving): Json<Giving>,
) -> Result<String, HttpError> {
    let ticket: Ticket = ticket(&name)?;
    let Giving {
        to,
        key,
        parts,
        dry,
    } = giving;
    view.at(|session| {
        if parts.is_empty() {
            return Err(refused(view.messages.text("give-nothing")));
        }
        if dry {
            return give::preview(session, ticket, &parts).map_err(refused);
        }
        let out = view.outgoing(&format!("{}.age", crate::page::html::queue::short(ticket)));
        let folder = out.parent().map(crate::keyring::file::make_folder);
        folder.transpose().map_err(refused)?;
        let said = give::give(session, ticket, to.trim(), key.trim(), &parts, &out);
        view.changed();
        said.map_err(refused)
    })
}

/// A plan to contribute to, and the one that it replaces: empty where there is none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contributing {
    plan: String,
    replaced: String,
    dry: bool,
}

/// `POST /contribute`: shows every number that would leave, or seals the two shares.
pub async fn contribute(
    State(view): Look,
    Json(request): Json<Contributing>,
) -> Result<String, HttpError> {
    view.at(|session| {
        let plan = request.plan.as_bytes();
        let replaced = Some(request.replaced.as_bytes()).filter(|old| !old.is_empty());
        if request.dry {
            return contribute::preview(session, plan, replaced).map_err(refused);
        }
        let said = contribute::send(session, plan, replaced, None).map_err(refused)?;
        view.changed();
        Ok(said)
    })
}

/// A list of known indicators.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loading {
    name: String,
    list: String,
    #[serde(rename = "dry")]
    _dry: bool,
}

/// `POST /indicators`: loads it, in the place of one of the same name.
pub async fn load(State(view): Look, Json(loading): Json<Loading>) -> Result<String, HttpError> {
    view.at(|session| {
        let count = lists::load(session, loading.name.trim(), loading.list.as_bytes());
        view.changed();
        let count = count.map_err(refused)?;
        Ok(view.messages.format("list-loaded", &[("count", count)]))
    })
}
