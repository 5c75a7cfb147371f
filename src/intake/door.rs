//! A listener and its connections: few, short-lived, and never waiting for a slow client.

use crate::strict;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::Semaphore;
use tower_service::Service;

const CONNECTIONS: usize = 512;
const LIFE: Duration = Duration::from_secs(1_800);
const HEADERS: Duration = Duration::from_secs(10);

/// Where to listen: a loopback address and port, or a socket in the file system.
#[derive(Clone, Debug)]
pub enum Address {
    Tcp(std::net::SocketAddr),
    Unix(PathBuf),
}

impl FromStr for Address {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("unix:") {
            return Ok(Self::Unix(path.into()));
        }
        let address: std::net::SocketAddr = text
            .parse()
            .map_err(|_| "write it as 127.0.0.1:8420 or unix:/run/sotto/public.sock")?;
        if address.ip().is_loopback() {
            Ok(Self::Tcp(address))
        } else {
            Err("listen on 127.0.0.1 alone; Tor brings the rest")
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// An open listener.
pub enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Listener {
    pub async fn open(address: &Address) -> io::Result<Self> {
        match address {
            Address::Tcp(address) => TcpListener::bind(address).await.map(Self::Tcp),
            Address::Unix(path) => match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => UnixListener::bind(path).map(Self::Unix),
            },
        }
    }

    /// The address it got, where that says which port.
    pub fn address(&self) -> io::Result<Option<std::net::SocketAddr>> {
        match self {
            Self::Tcp(listener) => listener.local_addr().map(Some),
            Self::Unix(_) => Ok(None),
        }
    }
}

/// What all connections of one door share.
pub struct Door {
    pub router: Router,
    pub host: String,
    pub csp: HeaderValue,
}

/// Serves until the process ends. A connection that panics ends alone.
pub async fn serve(listener: Listener, door: Arc<Door>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let door = Arc::clone(&door);
        let accepted = match &listener {
            Listener::Tcp(listener) => listener
                .accept()
                .await
                .map(|(stream, _)| Box::new(stream) as Box<dyn Stream>),
            Listener::Unix(listener) => listener
                .accept()
                .await
                .map(|(stream, _)| Box::new(stream) as Box<dyn Stream>),
        };
        let Ok(stream) = accepted else {
            // Out of file descriptors, most likely: wait for some to close.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        tokio::spawn(async move {
            connection(stream, door).await;
            drop(place);
        });
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn connection(stream: Box<dyn Stream>, door: Arc<Door>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let door = Arc::clone(&door);
        async move { Ok::<_, Infallible>(answer(&door, request.map(Body::new)).await) }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .auto_date_header(false)
        .half_close(false)
        .max_headers(64)
        .max_buf_size(32 << 10)
        .serve_connection(TokioIo::new(stream), service);
    // What a client did wrong ends its connection, and is nobody's business.
    let _ = tokio::time::timeout(LIFE, serving).await;
}

async fn answer(door: &Door, request: Request<Body>) -> Response {
    let response = match strict::check(&request, &door.host) {
        Err(refusal) => refusal.into_response(),
        Ok(()) => match door.router.clone().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        },
    };
    strict::dress(response, &door.csp)
}
