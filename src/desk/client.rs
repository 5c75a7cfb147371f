//! Speaks to the intake's staff door, directly or through Tor's SOCKS port.
//!
//! With `socks5h` the name is resolved by Tor, never here. What breaks off is taken up again where it broke.

use super::keyring::keys::Keys;
use super::keyring::{NoRandomness, random};
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url, header};
use sotto::hex::Hex;
use sotto::signed::{Purpose, canonical};
use sotto::ticket::Ticket;
use sotto::wire::{Confirm, Listing, Login, LoginRequest, PIECE, Session};
use std::time::Duration;

const TRIES: u32 = 5;
const CONNECT: Duration = Duration::from_secs(60);
const STALLED: Duration = Duration::from_secs(60);

/// What went wrong on the way, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error(
        "the intake's address is not one: write it as http://NAME.onion, or http://127.0.0.1:8421"
    )]
    Address,
    #[error("the proxy's address is not one: write it as socks5h://127.0.0.1:9050")]
    Proxy,
    #[error("cannot reach the intake: {0}; check that Tor runs, and try again")]
    Reach(reqwest::Error),
    #[error(
        "the intake does not let this handler in; check the clock, and that the roster names this desk's keys"
    )]
    Refused,
    #[error("the intake answered with {0}; try again, and tell the operator if it stays so")]
    Answer(StatusCode),
    #[error("the intake sent something that is not what was asked; tell the operator")]
    Nonsense,
    #[error("{0}")]
    Random(NoRandomness),
}

/// A session at the staff door.
pub struct Intake {
    http: Client,
    base: Url,
    token: Option<Hex<32>>,
}

impl Intake {
    /// Prepares to speak to `base`. Nothing is sent yet.
    pub fn new(base: &str, proxy: Option<&str>) -> Result<Self, ClientError> {
        let base: Url = base.parse().map_err(|_| ClientError::Address)?;
        if base.scheme() != "http" || base.host_str().is_none() || base.path() != "/" {
            return Err(ClientError::Address);
        }
        let builder = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(STALLED)
            .referer(false);
        let builder = match proxy {
            Some(proxy) if proxy.starts_with("socks5h://") => {
                builder.proxy(reqwest::Proxy::all(proxy).map_err(|_| ClientError::Proxy)?)
            }
            Some(_) => return Err(ClientError::Proxy),
            None => builder,
        };
        let http = builder.build().map_err(ClientError::Reach)?;
        Ok(Self {
            http,
            base,
            token: None,
        })
    }

    /// Proves the handler's key.
    pub async fn log_in(&mut self, keys: &Keys, now: u64) -> Result<(), ClientError> {
        let request = LoginRequest {
            handler: keys.id.clone(),
            host: self.host(),
            method: "POST".to_owned(),
            path: "/session".to_owned(),
            nonce: Hex(random().map_err(ClientError::Random)?),
            time: now,
        };
        let signature = keys.sign(
            Purpose::Login,
            &canonical(&request).map_err(|_| ClientError::Nonsense)?,
        );
        let body = canonical(&Login { request, signature }).map_err(|_| ClientError::Nonsense)?;
        let answer = self
            .request(Method::POST, "/session")
            .body(body)
            .send()
            .await
            .map_err(ClientError::Reach)?;
        let answer = expect(answer, StatusCode::OK)?;
        let session: Session =
            serde_json::from_slice(&answer.bytes().await.map_err(ClientError::Reach)?)
                .map_err(|_| ClientError::Nonsense)?;
        self.token = Some(session.token);
        Ok(())
    }

    /// The roster that the intake has, with its signature; not to be believed before it is checked.
    pub async fn roster(&self) -> Result<String, ClientError> {
        let answer = self
            .request(Method::GET, "/roster.signed")
            .send()
            .await
            .map_err(ClientError::Reach)?;
        expect(answer, StatusCode::OK)?
            .text()
            .await
            .map_err(ClientError::Reach)
    }

    /// What may be pulled.
    pub async fn list(&self) -> Result<Vec<Ticket>, ClientError> {
        let answer = self
            .request(Method::GET, "/reports")
            .send()
            .await
            .map_err(ClientError::Reach)?;
        let bytes = expect(answer, StatusCode::OK)?
            .bytes()
            .await
            .map_err(ClientError::Reach)?;
        let listing: Listing = serde_json::from_slice(&bytes).map_err(|_| ClientError::Nonsense)?;
        Ok(listing.reports)
    }

    /// A sealed report; `None` if the intake has none of this ticket.
    pub async fn report(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, ClientError> {
        self.fetch(&format!("/reports/{ticket}")).await
    }

    /// A sealed piece; `None` if the intake has none of this ticket.
    pub async fn piece(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, ClientError> {
        self.fetch(&format!("/pieces/{ticket}")).await
    }

    /// Says that these rest durably here.
    pub async fn confirm(&self, confirm: &Confirm) -> Result<(), ClientError> {
        let body = canonical(confirm).map_err(|_| ClientError::Nonsense)?;
        let answer = self
            .request(Method::POST, "/confirm")
            .body(body)
            .send()
            .await
            .map_err(ClientError::Reach)?;
        expect(answer, StatusCode::NO_CONTENT).map(|_| ())
    }

    /// Fetches at most a piece's worth, taking up again where it broke off.
    async fn fetch(&self, path: &str) -> Result<Option<Vec<u8>>, ClientError> {
        let mut bytes = Vec::new();
        for tries in 1.. {
            match self.fetch_rest(path, &mut bytes).await {
                Err(ClientError::Reach(_)) if tries < TRIES => {
                    tokio::time::sleep(Duration::from_secs(tries.into())).await
                }
                Err(error) => return Err(error),
                Ok(found) => return Ok(found.then_some(bytes)),
            }
        }
        Err(ClientError::Nonsense)
    }

    async fn fetch_rest(&self, path: &str, bytes: &mut Vec<u8>) -> Result<bool, ClientError> {
        let mut request = self.request(Method::GET, path);
        if !bytes.is_empty() {
            request = request.header(header::RANGE, format!("bytes={}-", bytes.len()));
        }
        let mut answer = request.send().await.map_err(ClientError::Reach)?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(false);
        }
        if answer.status() == StatusCode::OK {
            bytes.clear();
        } else if answer.status() != StatusCode::PARTIAL_CONTENT {
            answer = expect(answer, StatusCode::OK)?;
        }
        while let Some(chunk) = answer.chunk().await.map_err(ClientError::Reach)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > PIECE {
                return Err(ClientError::Nonsense);
            }
        }
        Ok(true)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut url = self.base.clone();
        url.set_path(path);
        let request = self.http.request(method, url);
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    fn host(&self) -> String {
        let name = self.base.host_str().unwrap_or_default();
        self.base
            .port()
            .map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
    }
}

fn expect(answer: reqwest::Response, status: StatusCode) -> Result<reqwest::Response, ClientError> {
    match answer.status() {
        found if found == status => Ok(answer),
        StatusCode::UNAUTHORIZED => Err(ClientError::Refused),
        found => Err(ClientError::Answer(found)),
    }
}
