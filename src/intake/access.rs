//! Who of the staff may come in: a signed request, then a token for a quarter of an hour. In memory only.

use crate::refusal::Refusal;
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::roster::Roster;
use sotto::signed::{Purpose, canonical};
use sotto::wire::{LOGIN_WINDOW, Login, SESSION, Session};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Sessions by the digest of their token, so that looking one up tells nothing about another.
#[derive(Default)]
pub struct Access {
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    /// Which handler, by place in the roster, and until when.
    sessions: HashMap<[u8; 32], (usize, u64)>,
    /// Nonces of logins, kept until such a login would be too old anyway.
    nonces: HashMap<Hex<16>, u64>,
}

impl Access {
    /// Opens a session for the handler who signed `login`, once.
    pub fn open(
        &self,
        roster: &Roster,
        login: &Login,
        host: &str,
        now: u64,
        token: [u8; 32],
    ) -> Result<Session, Refusal> {
        let request = &login.request;
        let message = canonical(request).map_err(|_| Refusal::Closed)?;
        let named = roster.handler(&request.handler);
        // Whoever is not of the roster waits as long for a no: somebody's key is tried in any case.
        let (_, tried) = named
            .or_else(|| Some((0, roster.handlers.first()?)))
            .ok_or(Refusal::Closed)?;
        let signed = tried
            .verifying_key
            .verify(Purpose::Login, &message, &login.signature);
        let (Some((place, _)), Ok(())) = (named, signed) else {
            return Err(Refusal::Closed);
        };
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
            .insert(Sha256::digest(token).into(), (place, now + SESSION));
        Ok(Session { token: Hex(token) })
    }

    /// Ends every session: the places in the roster have changed hands.
    pub fn close_all(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.sessions.clear();
    }

    /// Which handler holds this token, by place in the roster.
    pub fn handler(&self, token: &Hex<32>, now: u64) -> Result<usize, Refusal> {
        let digest: [u8; 32] = Sha256::digest(token.0).into();
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let session = open.sessions.get(&digest).filter(|(_, until)| *until > now);
        session.map(|(place, _)| *place).ok_or(Refusal::Closed)
    }
}
