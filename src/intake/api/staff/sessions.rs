//! Sessions of handlers and coordinators: a signed login is exchanged for a token that lasts a quarter of an hour. In
//! memory only.

use crate::refusal::Refusal;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::roster::Roster;
use sotto::signed::{Purpose, VerifyingKey, canonical};
use sotto::wire::{LOGIN_WINDOW, Login, SESSION, Session};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Who of the roster asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A handler, by their index in the roster.
    Handler(usize),
    /// A coordinator: may fetch what is sealed to coordinators, and nothing else.
    Coordinator,
}

/// Sessions by the digest of their token, so that looking one up tells nothing about another.
#[derive(Default)]
pub struct Sessions {
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    /// Who, and until when, in seconds since the Unix epoch.
    sessions: HashMap<[u8; 32], (Caller, u64)>,
    /// Nonces of logins, kept until such a login would be too old anyway.
    nonces: HashMap<Hex<16>, u64>,
}

impl Sessions {
    /// Opens a session for the handler or coordinator who signed `login`. `now` is in seconds since the Unix epoch.
    ///
    /// # Errors
    ///
    /// [`Refusal::Closed`] if nobody of the roster signed it, or if it is old, for another host, or used before.
    pub fn open(
        &self,
        roster: &Roster,
        login: &Login,
        host: &str,
        now: u64,
        token: [u8; 32],
    ) -> Result<Session, Refusal> {
        let request = &login.request;
        let who = signer(roster, login)?;
        let asked_here =
            request.host == host && request.method == "POST" && request.path == "/session";
        if !asked_here || request.time.abs_diff(now) > LOGIN_WINDOW {
            return Err(Refusal::Closed);
        }
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.nonces.retain(|_, until| *until >= now);
        open.sessions.retain(|_, (_, until)| *until > now);
        // Kept for as long as a request of this time could pass: it may be ahead of our clock, too.
        if open
            .nonces
            .insert(request.nonce, request.time + LOGIN_WINDOW)
            .is_some()
        {
            return Err(Refusal::Closed);
        }
        open.sessions
            .insert(Sha256::digest(token).into(), (who, now + SESSION));
        Ok(Session { token: Hex(token) })
    }

    /// Ends every session: indexes in the roster may have changed hands.
    pub fn close_all(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.sessions.clear();
    }

    /// Returns who holds this token.
    ///
    /// # Errors
    ///
    /// [`Refusal::Closed`] if nobody does, or its time is over.
    pub fn who(&self, token: &Hex<32>, now: u64) -> Result<Caller, Refusal> {
        let digest: [u8; 32] = Sha256::digest(token.0).into();
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let session = open.sessions.get(&digest).filter(|(_, until)| *until > now);
        session.map(|(who, _)| *who).ok_or(Refusal::Closed)
    }
}

/// Returns who signed this login.
fn signer(roster: &Roster, login: &Login) -> Result<Caller, Refusal> {
    let message = canonical(&login.request).map_err(|_| Refusal::Closed)?;
    let named = named(roster, &login.request.handler);
    // Whoever is not of the roster waits as long for a no: somebody's key is tried in any case.
    let (_, tried) = named
        .or_else(|| Some((Caller::Handler(0), roster.handlers.first()?.verifying_key)))
        .ok_or(Refusal::Closed)?;
    let signed = tried.verify(Purpose::Login, &message, &login.signature);
    match (named, signed) {
        (Some((who, _)), Ok(())) => Ok(who),
        _ => Err(Refusal::Closed),
    }
}

/// Returns the handler or coordinator of this id, and their key: a roster has each id once.
fn named(roster: &Roster, id: &str) -> Option<(Caller, VerifyingKey)> {
    let handler = roster
        .handler(id)
        .map(|(index, one)| (Caller::Handler(index), one.verifying_key));
    let mut coordinators = roster.coordinators.iter();
    handler.or_else(|| {
        coordinators
            .find(|one| one.id == id)
            .map(|one| (Caller::Coordinator, one.verifying_key))
    })
}

/// Returns the value of a header that occurs exactly once.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

/// Returns the 32 bytes that `Authorization: Bearer` has in hexadecimal.
pub fn bearer(headers: &HeaderMap) -> Option<Hex<32>> {
    Hex::parse(
        one(headers, &header::AUTHORIZATION)?
            .to_str()
            .ok()?
            .strip_prefix("Bearer ")?,
    )
}
