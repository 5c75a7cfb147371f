//! Hands over cases, contributes counts and loads lists from the page. What leaves is previewed first, and then sealed into a file in
//! the desk's own folder, which the handler sends.

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

/// A request to hand a case over.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Giving {
    to: String,
    key: String,
    #[serde(default)]
    parts: Vec<Part>,
    dry: bool,
}

/// `POST /hand-over/{ticket}`: returns what would be handed over, or seals it.
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

/// A request to contribute to a plan. The plan that it replaces is empty if there is none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contributing {
    plan: String,
    replaced: String,
    dry: bool,
}

/// `POST /contribute`: returns every count that would be split into shares, or seals the shares.
pub async fn contribute(
    State(view): Look,
    Json(request): Json<Contributing>,
) -> Result<String, HttpError> {
    view.at(|session| {
        let plan = request.plan.as_bytes();
        let replaced = Some(request.replaced.as_bytes()).filter(|old| !old.is_empty());
        if request.dry {
            return contribute::preview(session, &view.messages, plan, replaced).map_err(refused);
        }
        let said =
            contribute::send(session, &view.messages, plan, replaced, None).map_err(refused)?;
        view.changed();
        Ok(said)
    })
}

/// A request to load an indicator list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loading {
    name: String,
    list: String,
    #[serde(rename = "dry")]
    _dry: bool,
}

/// `POST /indicators`: loads a list, which replaces one of the same name.
pub async fn load(State(view): Look, Json(loading): Json<Loading>) -> Result<String, HttpError> {
    view.at(|session| {
        let name = loading.name.trim();
        let count = lists::load(session, name, loading.list.as_bytes());
        view.changed();
        let count = count.map_err(refused)?;
        let named = [("name", name)];
        Ok(view.messages.count_with("done-load", count, &named))
    })
}
