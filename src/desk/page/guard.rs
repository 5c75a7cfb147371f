//! Admits requests to the local page from the handler's own browser, once it has shown the token in the file.

use crate::keyring::file::create_new;
use crate::keyring::random;
use axum::http::{HeaderMap, HeaderName, header};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The page's host, and the digests of the tokens that are admitted.
pub struct Guard {
    /// The host and port that a request must name.
    pub host: String,
    /// The file with the token that is exchanged for a lasting one.
    file: PathBuf,
    tokens: Mutex<Tokens>,
}

#[derive(Default)]
struct Tokens {
    /// The SHA-256 of the token in the file, which can be exchanged once.
    handover: Option<[u8; 32]>,
    /// The SHA-256 of each lasting token.
    bearers: Vec<[u8; 32]>,
}

/// A token: the one from the file, or the lasting one that is given for it.
#[derive(Serialize, Deserialize)]
pub struct Token {
    pub token: Hex<32>,
}

impl Guard {
    /// Returns a guard for `host`, and writes the first token to `file`.
    pub fn new(host: String, file: PathBuf) -> io::Result<Self> {
        let guard = Self {
            host,
            file,
            tokens: Mutex::default(),
        };
        guard.hand_over()?;
        Ok(guard)
    }

    /// Writes a new token to the file, which is a page on the handler's disk that leads to ours.
    fn hand_over(&self) -> io::Result<()> {
        let token = Hex(random::<32>().map_err(io::Error::other)?);
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = create_new(&self.file)?;
        let url = format!("http://{}/#{token}", self.host);
        writeln!(
            file,
            "<!doctype html><meta charset=utf-8><meta name=referrer content=no-referrer><title>Sotto</title><meta http-equiv=refresh content=\"0;url={url}\">"
        )?;
        self.tokens().handover = Some(Sha256::digest(token.0).into());
        Ok(())
    }

    fn tokens(&self) -> std::sync::MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Exchanges the token from the file for one that lasts as long as this process, and writes a new one to the file. Returns `None`
    /// if the token is not the one in the file.
    pub fn exchange(&self, handed: &Hex<32>) -> Option<Token> {
        let digest: [u8; 32] = Sha256::digest(handed.0).into();
        let bearer = Hex(random::<32>().ok()?);
        let mut tokens = self.tokens();
        tokens.handover.take_if(|expected| *expected == digest)?;
        tokens.bearers.push(Sha256::digest(bearer.0).into());
        drop(tokens);
        self.hand_over().ok()?;
        Some(Token { token: bearer })
    }

    /// Returns whether the request shows a lasting token.
    pub fn admits(&self, headers: &HeaderMap) -> bool {
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| Hex::<32>::parse(value.to_str().ok()?.strip_prefix("Bearer ")?));
        bearer.is_some_and(|bearer| {
            self.tokens()
                .bearers
                .contains(&Sha256::digest(bearer.0).into())
        })
    }

    /// Returns whether the request names our own host, and no page of another origin made it.
    pub fn is_from_here(&self, headers: &HeaderMap) -> bool {
        let is =
            |name: HeaderName, expected: &str| headers.get(name).map(|value| value == expected);
        let host = headers.get_all(header::HOST).iter().count() == 1
            && is(header::HOST, &self.host) == Some(true);
        let origin = is(header::ORIGIN, &format!("http://{}", self.host)) != Some(false);
        let site = headers
            .get("sec-fetch-site")
            .is_none_or(|site| site == "same-origin" || site == "none");
        host && origin && site
    }
}
