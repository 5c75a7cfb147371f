//! The way to the intake: straight to this machine, or through a proxy that resolves the name.

use super::error::ClientError;
use super::response::STALLED;
use crate::keyring::random;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::http::uri::{Authority, Scheme};
use hyper::{Method, Request, Response, Uri, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::proxy::SocksV5;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::TokioExecutor;
use sotto::hex::Hex;
use std::time::Duration;

/// The longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(60);

/// Straight to this machine, or through a proxy that resolves the name.
enum Way {
    Direct(Client<HttpConnector, Full<Bytes>>),
    Proxied(Client<SocksV5<HttpConnector>, Full<Bytes>>),
}

/// An intake that is asked at its staff door; once logged in, a session there.
pub struct Intake {
    way: Way,
    host: Authority,
    pub(super) token: Option<Hex<32>>,
}

impl Intake {
    /// Prepares to speak to `base`, such as `http://NAME.onion`. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`ClientError::NoProxy`] for any host but 127.0.0.1 without a proxy: its name would leave this machine.
    pub fn new(base: &str, proxy: Option<&str>) -> Result<Self, ClientError> {
        let base: Uri = base.parse().map_err(|_| ClientError::Address)?;
        if base.scheme() != Some(&Scheme::HTTP) || base.path() != "/" || base.query().is_some() {
            return Err(ClientError::Address);
        }
        let host = base.authority().cloned().ok_or(ClientError::Address)?;
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT));
        let way = match proxy {
            Some(proxy) => Way::Proxied(pool(SocksV5::new(proxy_uri(proxy)?, connector))),
            None if host.host() == "127.0.0.1" => Way::Direct(pool(connector)),
            None => return Err(ClientError::NoProxy),
        };
        Ok(Self {
            way,
            host,
            token: None,
        })
    }

    /// Prepares the same over a Tor circuit of its own: Tor keeps circuits apart by the name that a program gives to the
    /// proxy (IsolateSOCKSAuth).
    pub fn apart(base: &str, proxy: Option<&str>) -> Result<Self, ClientError> {
        let mut intake = Self::new(base, proxy)?;
        if let Way::Proxied(_) = intake.way {
            let name = Hex::<8>(random().map_err(ClientError::Random)?).to_string();
            let proxy = proxy.ok_or(ClientError::Proxy)?;
            let mut connector = HttpConnector::new();
            connector.set_connect_timeout(Some(CONNECT));
            let apart =
                SocksV5::new(proxy_uri(proxy)?, connector).with_auth("watch".to_owned(), name);
            intake.way = Way::Proxied(pool(apart));
        }
        Ok(intake)
    }

    /// Returns the host that is asked, as the `Host` header has it.
    pub fn host(&self) -> &str {
        self.host.as_str()
    }

    /// Asks, and returns when the head of the answer is there. `from` is the byte at which an earlier answer broke off.
    pub(super) async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
        from: usize,
    ) -> Result<Response<Incoming>, ClientError> {
        let mut request = Request::builder().method(method).uri(self.uri(path)?);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if from > 0 {
            request = request.header(header::RANGE, format!("bytes={from}-"));
        }
        let request = request
            .body(Full::from(body))
            .map_err(|_| ClientError::Address)?;
        self.send(request).await
    }

    /// Returns the address of `path` at the intake.
    pub fn uri(&self, path: &str) -> Result<Uri, ClientError> {
        // With its port said, or the SOCKS client would ask for that of https.
        let port = self.host.port_u16().unwrap_or(80);
        let uri = format!("http://{}:{port}{path}", self.host.host());
        uri.parse().map_err(|_| ClientError::Address)
    }

    /// Sends a request as it is, and returns when the head of the answer is there.
    pub async fn send(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, ClientError> {
        let asked = match &self.way {
            Way::Direct(client) => client.request(request),
            Way::Proxied(client) => client.request(request),
        };
        tokio::time::timeout(STALLED, asked)
            .await
            .map_err(|_| ClientError::Reach)?
            .map_err(|_| ClientError::Reach)
    }
}

fn pool<C: Connect + Clone>(connector: C) -> Client<C, Full<Bytes>> {
    Client::builder(TokioExecutor::new()).build(connector)
}

/// `socks5h://HOST:PORT`: the proxy resolves the name, never this machine.
fn proxy_uri(text: &str) -> Result<Uri, ClientError> {
    let address = text.strip_prefix("socks5h://").ok_or(ClientError::Proxy)?;
    let address: std::net::SocketAddr = address.parse().map_err(|_| ClientError::Proxy)?;
    format!("http://{address}")
        .parse()
        .map_err(|_| ClientError::Proxy)
}
