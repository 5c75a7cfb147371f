//! Speaks to an intake's staff door, directly or through Tor's SOCKS port: for the two rooms that do, the desk and the statistics.
//!
//! This is no library. Each of the two takes the folder in as a module of its own, as the keyring; the intake asks nobody anything.
//!
//! With `socks5h` the name is resolved by Tor, never here. What breaks off is taken up again where it broke.

use super::keyring::keys::Keys;
use super::keyring::{NoRandomness, random};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::http::uri::{Authority, Scheme};
use hyper::{Method, Request, Response, StatusCode, Uri, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::proxy::SocksV5;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::signed::{Purpose, canonical};
use sotto::ticket::Ticket;
use sotto::wire::{Confirm, EVENT, EventListing, Listing, Login, LoginRequest, PIECE, Session};
use std::time::Duration;

const TRIES: u32 = 5;
const CONNECT: Duration = Duration::from_secs(60);
const STALLED: Duration = Duration::from_secs(60);
/// The longest list or roster, in bytes: 100,000 reports.
pub const LONGEST: usize = 4 << 20;

/// What went wrong on the way, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error(
        "the intake's address is not one: write it as http://NAME.onion, or http://127.0.0.1:8421"
    )]
    Address,
    #[error(
        "without a proxy only 127.0.0.1 is asked, so that no name leaves this machine; give Tor's with --proxy socks5h://127.0.0.1:9050"
    )]
    NoProxy,
    #[error("the proxy's address is not one: write it as socks5h://127.0.0.1:9050")]
    Proxy,
    #[error(
        "cannot reach the intake; check that it runs, and Tor where it is needed, and try again"
    )]
    Reach,
    #[error(
        "the intake does not let these keys in; check the clock, and that the roster names them"
    )]
    Refused,
    #[error("the intake answered with {0}; try again, and tell the operator if it stays so")]
    Answer(StatusCode),
    #[error("the intake sent something that is not what was asked; tell the operator")]
    Nonsense,
    #[error("{0}")]
    Random(NoRandomness),
}

/// Straight to this machine, or through a proxy that resolves the name.
enum Way {
    Direct(Client<HttpConnector, Full<Bytes>>),
    Proxied(Client<SocksV5<HttpConnector>, Full<Bytes>>),
}

/// A session at the staff door.
pub struct Intake {
    way: Way,
    host: Authority,
    token: Option<Hex<32>>,
}

impl Intake {
    /// Prepares to speak to `base`. Nothing is sent yet.
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

    /// The same, over a circuit of its own: Tor keeps circuits apart by what a program says at the proxy (IsolateSOCKSAuth).
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

    /// The name that is asked for.
    pub fn host(&self) -> &str {
        self.host.as_str()
    }

    /// Shows what [`login`] signed.
    pub async fn log_in(&mut self, login: Vec<u8>) -> Result<(), ClientError> {
        let answer = self.ask(Method::POST, "/session", login, 0).await?;
        let session: Session = parse(&whole(expect(answer, StatusCode::OK)?).await?)?;
        self.token = Some(session.token);
        Ok(())
    }

    /// The roster that the intake has, with its signature; not to be believed before it is checked.
    pub async fn roster(&self) -> Result<String, ClientError> {
        let answer = self
            .ask(Method::GET, "/roster.signed", Vec::new(), 0)
            .await?;
        let bytes = whole(expect(answer, StatusCode::OK)?).await?;
        String::from_utf8(bytes).map_err(|_| ClientError::Nonsense)
    }

    /// What may be pulled.
    pub async fn list(&self) -> Result<Listing, ClientError> {
        let answer = self.ask(Method::GET, "/reports", Vec::new(), 0).await?;
        parse(&whole(expect(answer, StatusCode::OK)?).await?)
    }

    /// A sealed report; `None` if the intake has none of this ticket.
    pub async fn report(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, ClientError> {
        self.fetch(&format!("/reports/{ticket}")).await
    }

    /// A letter; `None` if the intake has none of this ticket.
    pub async fn letter(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, ClientError> {
        self.fetch(&format!("/letters/{ticket}")).await
    }

    /// A sealed piece; `None` if the intake has none of this ticket.
    pub async fn piece(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, ClientError> {
        self.fetch(&format!("/pieces/{ticket}")).await
    }

    /// Says that these rest durably here.
    pub async fn confirm(&self, confirm: &Confirm) -> Result<(), ClientError> {
        let body = canonical(confirm).map_err(|_| ClientError::Nonsense)?;
        let answer = self.ask(Method::POST, "/confirm", body, 0).await?;
        expect(answer, StatusCode::OK).map(|_| ())
    }

    /// Pins a sealed reply to the board. `false` if another hangs there already.
    pub async fn pin(&self, tag: Ticket, sealed: &[u8]) -> Result<bool, ClientError> {
        let body = [&tag.bytes()[..], sealed].concat();
        let answer = self.ask(Method::POST, "/replies", body, 0).await?;
        match answer.status() {
            StatusCode::CONFLICT => Ok(false),
            StatusCode::OK => Ok(true),
            _ => expect(answer, StatusCode::CREATED).map(|_| true),
        }
    }

    /// Takes a reply down from the board.
    pub async fn take_down(&self, tag: Ticket) -> Result<(), ClientError> {
        let path = format!("/replies/{tag}");
        let answer = self.ask(Method::DELETE, &path, Vec::new(), 0).await?;
        expect(answer, StatusCode::OK).map(|_| ())
    }

    /// The names of what desks told one another since this day.
    pub async fn events_since(&self, day: Day) -> Result<EventListing, ClientError> {
        let path = format!("/events/since/{day}");
        let answer = self.ask(Method::GET, &path, Vec::new(), 0).await?;
        parse(&whole(expect(answer, StatusCode::OK)?).await?)
    }

    /// These events, at most [`EVENTS_AT_ONCE`], as far as the intake has them.
    pub async fn events(&self, wanted: &[Ticket]) -> Result<Vec<(Ticket, Vec<u8>)>, ClientError> {
        let body = wanted.iter().flat_map(|ticket| *ticket.bytes()).collect();
        let answer = self.ask(Method::POST, "/events", body, 0).await?;
        let bytes = whole(expect(answer, StatusCode::OK)?).await?;
        let each = bytes.chunks(16 + EVENT).map(|item| {
            let (name, event) = item.split_first_chunk::<16>()?;
            (event.len() == EVENT).then(|| (Ticket::from(*name), event.to_vec()))
        });
        each.collect::<Option<_>>().ok_or(ClientError::Nonsense)
    }

    /// What desks told one another that is larger; `None` if the intake has none of this ticket.
    pub async fn envelope(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, ClientError> {
        self.fetch(&format!("/events/{ticket}")).await
    }

    /// Puts down events, one behind the other.
    pub async fn put_events(&self, events: Vec<u8>) -> Result<(), ClientError> {
        self.put("/events", events).await
    }

    /// Puts down what other desks shall have.
    pub async fn put_event(&self, ticket: Ticket, bytes: Vec<u8>) -> Result<(), ClientError> {
        self.put(&format!("/events/{ticket}"), bytes).await
    }

    /// Puts a piece down again, for a handler who came after its report.
    pub async fn put_piece(&self, ticket: Ticket, bytes: Vec<u8>) -> Result<(), ClientError> {
        self.put(&format!("/pieces/{ticket}"), bytes).await
    }

    /// Puts a newer roster in force: a signature, a line feed, the roster.
    pub async fn put_roster(&self, signed: Vec<u8>) -> Result<(), ClientError> {
        self.put("/roster", signed).await
    }

    /// Puts down what a team contributes, sealed to a coordinator.
    pub async fn put_contribution(&self, bytes: Vec<u8>) -> Result<(), ClientError> {
        let name = Ticket::of_bytes(&bytes);
        self.put(&format!("/contributions/{name}"), bytes).await
    }

    /// The names of all that was contributed.
    pub async fn contributions(&self) -> Result<Vec<Ticket>, ClientError> {
        let answer = self
            .ask(Method::GET, "/contributions", Vec::new(), 0)
            .await?;
        parse(&whole(expect(answer, StatusCode::OK)?).await?)
    }

    /// One of them; `None` if the intake has none of this ticket.
    pub async fn contribution(&self, ticket: Ticket) -> Result<Option<Vec<u8>>, ClientError> {
        self.fetch(&format!("/contributions/{ticket}")).await
    }

    /// The signed manifest of the site; not to be believed before it is checked.
    pub async fn manifest(&self) -> Result<Vec<u8>, ClientError> {
        let answer = self.ask(Method::GET, "/site.signed", Vec::new(), 0).await?;
        whole(expect(answer, StatusCode::OK)?).await
    }

    async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), ClientError> {
        let answer = self.ask(Method::PUT, path, bytes, 0).await?;
        match answer.status() {
            StatusCode::OK => Ok(()),
            _ => expect(answer, StatusCode::CREATED).map(|_| ()),
        }
    }

    /// Fetches at most a piece's worth, taking up again where it broke off.
    async fn fetch(&self, path: &str) -> Result<Option<Vec<u8>>, ClientError> {
        let mut bytes = Vec::new();
        for tries in 1.. {
            match self.fetch_rest(path, &mut bytes).await {
                Err(ClientError::Reach) if tries < TRIES => {
                    tokio::time::sleep(Duration::from_secs(tries.into())).await;
                }
                Err(error) => return Err(error),
                Ok(found) => return Ok(found.then_some(bytes)),
            }
        }
        Err(ClientError::Nonsense)
    }

    async fn fetch_rest(&self, path: &str, bytes: &mut Vec<u8>) -> Result<bool, ClientError> {
        let answer = self.ask(Method::GET, path, Vec::new(), bytes.len()).await?;
        match answer.status() {
            StatusCode::NOT_FOUND => return Ok(false),
            StatusCode::PARTIAL_CONTENT => {}
            _ => bytes.clear(),
        }
        let partial = answer.status() == StatusCode::PARTIAL_CONTENT;
        read(
            if partial {
                answer
            } else {
                expect(answer, StatusCode::OK)?
            },
            bytes,
            PIECE,
        )
        .await?;
        Ok(true)
    }

    /// Asks, and waits for the head of the answer. `from` is where an earlier answer broke off.
    async fn ask(
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

    pub fn uri(&self, path: &str) -> Result<Uri, ClientError> {
        // With its port said, or the SOCKS client would ask for that of https.
        let port = self.host.port_u16().unwrap_or(80);
        let uri = format!("http://{}:{port}{path}", self.host.host());
        uri.parse().map_err(|_| ClientError::Address)
    }

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

/// Proves a handler's or coordinator's key to the intake of this name, once.
pub fn login(keys: &Keys, host: &str, now: u64) -> Result<Vec<u8>, ClientError> {
    let request = LoginRequest {
        handler: keys.id.clone(),
        host: host.to_owned(),
        method: "POST".to_owned(),
        path: "/session".to_owned(),
        nonce: Hex(random().map_err(ClientError::Random)?),
        time: now,
    };
    let message = canonical(&request).map_err(|_| ClientError::Nonsense)?;
    let signature = keys.sign(Purpose::Login, &message);
    canonical(&Login { request, signature }).map_err(|_| ClientError::Nonsense)
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

fn expect(
    answer: Response<Incoming>,
    status: StatusCode,
) -> Result<Response<Incoming>, ClientError> {
    match answer.status() {
        found if found == status => Ok(answer),
        StatusCode::UNAUTHORIZED => Err(ClientError::Refused),
        found => Err(ClientError::Answer(found)),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ClientError> {
    serde_json::from_slice(bytes).map_err(|_| ClientError::Nonsense)
}

pub async fn whole(answer: Response<Incoming>) -> Result<Vec<u8>, ClientError> {
    let mut bytes = Vec::new();
    read(answer, &mut bytes, LONGEST).await?;
    Ok(bytes)
}

/// Reads a body behind `bytes`, at most up to `limit` of them. What came before it broke off stays.
async fn read(
    answer: Response<Incoming>,
    bytes: &mut Vec<u8>,
    limit: usize,
) -> Result<(), ClientError> {
    let mut body = answer.into_body();
    loop {
        let frame = tokio::time::timeout(STALLED, body.frame())
            .await
            .map_err(|_| ClientError::Reach)?;
        let Some(frame) = frame else { return Ok(()) };
        if let Ok(data) = frame.map_err(|_| ClientError::Reach)?.into_data() {
            bytes.extend_from_slice(&data);
        }
        if bytes.len() > limit {
            return Err(ClientError::Nonsense);
        }
    }
}
