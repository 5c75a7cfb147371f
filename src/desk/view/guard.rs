//! Who may speak to the local page: the handler's own browser, once it has shown the token from the file.

use super::super::keyring::file::create_new;
use super::super::keyring::random;
use super::View;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types desk";

/// The host, and the digests of the tokens that let in.
pub struct Guard {
    host: String,
    file: PathBuf,
    tokens: Mutex<Tokens>,
}

#[derive(Default)]
struct Tokens {
    /// The one in the file: good for one exchange.
    handover: Option<[u8; 32]>,
    bearers: Vec<[u8; 32]>,
}

/// A token, to be exchanged or in exchange.
#[derive(Serialize, Deserialize)]
pub struct Token {
    token: Hex<32>,
}

impl Guard {
    /// Writes the first token to `file`.
    pub fn new(host: String, file: PathBuf) -> io::Result<Self> {
        let guard = Self {
            host,
            file,
            tokens: Mutex::default(),
        };
        guard.hand_over()?;
        Ok(guard)
    }

    /// Puts a fresh token into the file: a page of the handler's own disk that leads to ours.
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

    /// Takes the token from the file for one that lasts as long as this process; the file gets a new one.
    fn exchange(&self, handed: &Hex<32>) -> Option<Token> {
        let digest: [u8; 32] = Sha256::digest(handed.0).into();
        let bearer = Hex(random::<32>().ok()?);
        let mut tokens = self.tokens();
        tokens.handover.take_if(|expected| *expected == digest)?;
        tokens.bearers.push(Sha256::digest(bearer.0).into());
        drop(tokens);
        self.hand_over().ok()?;
        Some(Token { token: bearer })
    }

    fn admits(&self, headers: &HeaderMap) -> bool {
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| Hex::<32>::parse(value.to_str().ok()?.strip_prefix("Bearer ")?));
        bearer.is_some_and(|bearer| {
            self.tokens()
                .bearers
                .contains(&Sha256::digest(bearer.0).into())
        })
    }

    /// Our own host by name, and no page of another origin behind the request.
    fn is_from_here(&self, headers: &HeaderMap) -> bool {
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

const TURNED_AWAY: &str = "Open the file that `sotto-desk serve` named.\n";

/// Turns away what another page, or another name for this machine, asks; dresses every answer.
pub async fn same_origin(State(view): State<Arc<View>>, request: Request, next: Next) -> Response {
    let from_here = view.guard.is_from_here(request.headers());
    // A page elsewhere may lead here, as the file does; it may not ask for anything but the bare page.
    let arriving = request.uri().path() == "/"
        && request
            .headers()
            .get("sec-fetch-mode")
            .is_some_and(|mode| mode == "navigate");
    let host = request
        .headers()
        .get(header::HOST)
        .is_some_and(|host| host == view.guard.host.as_str());
    let response = if from_here || arriving && host {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, TURNED_AWAY).into_response()
    };
    dress(response)
}

/// Turns away whoever shows no token.
pub async fn token(State(view): State<Arc<View>>, request: Request, next: Next) -> Response {
    if view.guard.admits(request.headers()) {
        next.run(request).await
    } else {
        (StatusCode::UNAUTHORIZED, TURNED_AWAY).into_response()
    }
}

/// `POST /session`: the token from the file for one to go on with.
pub async fn exchange(
    State(view): State<Arc<View>>,
    Json(handed): Json<Token>,
) -> Result<Json<Token>, (StatusCode, &'static str)> {
    view.guard
        .exchange(&handed.token)
        .map(Json)
        .ok_or((StatusCode::UNAUTHORIZED, TURNED_AWAY))
}

fn dress(mut response: Response) -> Response {
    for (name, value) in [
        ("content-security-policy", CSP),
        ("cache-control", "no-store"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ] {
        response.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}
