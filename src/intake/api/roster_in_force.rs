//! The roster in force: read at the start, replaced while the intake runs by a newer one that the root key signed.
//!
//! Nobody is believed about it, not even a handler with a session: only the signature counts, and a serial
//! number that is higher.

use crate::api::site::Page;
use crate::api::staff::pickup::admitted;
use crate::api::staff::routes::Staff;
use crate::http::body::{self, Guest};
use crate::refusal::{Refusal, yes};
use crate::storage::frame::framed;
use crate::storage::writer::job::{Job, Kept};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::roster::{Roster, RosterError};
use sotto::signed::{SignedText, VerifyingKey};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::oneshot;

/// The longest roster with its signature: 64 handlers take 140 KB.
const LONGEST: usize = 200 << 10;

/// A roster that holds, and how it is served.
pub struct InForce {
    pub roster: Roster,
    pub digest: [u8; 32],
    pub pages: HashMap<String, Page>,
}

/// The roster that both doors go by, and whose word counts about the next.
pub struct Standing {
    root: VerifyingKey,
    now: RwLock<Arc<InForce>>,
}

impl InForce {
    /// Reads a signature, a line feed, and the roster.
    pub fn read(signed: &[u8], root: &VerifyingKey) -> Result<Self, RosterError> {
        let signed = SignedText::parse(signed).ok_or(RosterError::Signature)?;
        let roster = Roster::verify(signed.text, &signed.signature, root)?;
        Ok(Self {
            digest: Sha256::digest(signed.text).into(),
            pages: crate::api::site::roster_pages(&roster, signed),
            roster,
        })
    }
}

impl Standing {
    pub fn new(root: VerifyingKey, now: InForce) -> Self {
        Self {
            root,
            now: RwLock::new(Arc::new(now)),
        }
    }

    pub fn look(&self) -> Arc<InForce> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn replace(&self, next: InForce) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }
}

/// `PUT /roster`: a signature, a line feed, the roster. Durable and in force before 201; sessions end.
pub async fn put(
    State(staff): State<Arc<Staff>>,
    Extension(guest): Extension<Guest>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    admitted(&staff, &headers)?;
    let body = body::body(&guest, body, 3, |length| length <= LONGEST).await?;
    let (standing, now) = (&staff.standing, staff.standing.look());
    let next = InForce::read(&body.bytes, &standing.root).map_err(|_| Refusal::Wrong)?;
    if next.digest == now.digest {
        return Ok(yes(StatusCode::OK));
    }
    let today = Day::of_unix((staff.clock)()).map_err(|_| Refusal::Unavailable)?;
    let newer = next.roster.holds_on(today, now.roster.serial + 1);
    newer.map_err(|_| Refusal::Taken)?;
    let (done, wait) = oneshot::channel();
    let job = Job::Roster {
        framed: framed(&body.bytes)?,
        serial: next.roster.serial,
        digest: next.digest,
        handlers: next.roster.handlers.len(),
        done,
    };
    staff.jobs.send(job).map_err(|_| Refusal::Unavailable)?;
    if wait.await.map_err(|_| Refusal::Unavailable)? != Kept::New {
        return Err(Refusal::Unavailable);
    }
    standing.replace(next);
    staff.access.close_all();
    Ok(yes(StatusCode::CREATED))
}
