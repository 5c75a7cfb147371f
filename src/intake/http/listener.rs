//! A listener and its connections: few, short-lived, and never waiting for a slow client.

use crate::http::body::{self, Guest, Rooms};
use crate::http::filter::{self, Gate};
use crate::limits::circuit::{self, Circuit};
use crate::limits::connections::{Crowd, Visit};
use crate::metrics::Tally;
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
use std::fs::{Permissions, remove_file, symlink_metadata};
use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tower_service::Service;

/// No connection lives longer.
const LIFE: Duration = Duration::from_secs(1_800);
/// A head that takes longer is given up, and so is a connection on which no other comes.
const HEADERS: Duration = Duration::from_secs(10);
/// Tor says at once which circuit it is.
const INTRODUCTION: Duration = Duration::from_secs(5);
/// After an answer that ends a connection, what is still on its way is taken in for so long: a browser that is cut
/// off while it sends does not read the answer.
const LINGER: Duration = Duration::from_secs(2);

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
    Tcp(std::net::TcpListener),
    Unix(std::os::unix::net::UnixListener),
}

impl Listener {
    pub fn open(address: &Address) -> io::Result<Self> {
        match address {
            Address::Tcp(address) => {
                let listener = std::net::TcpListener::bind(address)?;
                listener.set_nonblocking(true)?;
                Ok(Self::Tcp(listener))
            }
            Address::Unix(path) => {
                remove_socket(path)?;
                let listener = std::os::unix::net::UnixListener::bind(path)?;
                // Tor connects as a member of the folder's group.
                std::fs::set_permissions(path, Permissions::from_mode(0o660))?;
                listener.set_nonblocking(true)?;
                Ok(Self::Unix(listener))
            }
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

/// Removes what an earlier run left there, if it is a socket.
fn remove_socket(path: &Path) -> io::Result<()> {
    match symlink_metadata(path) {
        Ok(found) if found.file_type().is_socket() => remove_file(path),
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// What all connections of one door share.
pub struct Door {
    pub router: Router,
    pub host: Arc<str>,
    pub csp: HeaderValue,
    /// Whether tor names the circuit before each connection. Then nobody comes in without.
    pub circuits: bool,
    pub crowd: Arc<Crowd>,
    pub rooms: Rooms,
    pub tally: Arc<Tally>,
}

/// Serves until the process ends. A connection that panics ends alone.
pub async fn serve(listener: Listener, door: Arc<Door>) -> io::Result<()> {
    match listener {
        Listener::Tcp(listener) => {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            loop {
                receive(listener.accept().await.map(|(stream, _)| stream), &door).await;
            }
        }
        Listener::Unix(listener) => {
            let listener = tokio::net::UnixListener::from_std(listener)?;
            loop {
                receive(listener.accept().await.map(|(stream, _)| stream), &door).await;
            }
        }
    }
}

async fn receive<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    accepted: io::Result<S>,
    door: &Arc<Door>,
) {
    match accepted {
        Ok(stream) => {
            let (visit, door) = (door.crowd.enter(), Arc::clone(door));
            tokio::spawn(connection(stream, visit, door));
        }
        // Out of file descriptors, most likely: wait for some to close.
        Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
    }
}

/// One connection from its first byte to its last.
pub async fn connection<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    mut stream: S,
    mut visit: Visit,
    door: Arc<Door>,
) {
    let mut begun = Vec::new();
    if door.circuits {
        let introduced = tokio::time::timeout(INTRODUCTION, introduction(&mut stream)).await;
        let Ok(Some((circuit, rest))) = introduced else {
            return;
        };
        visit.named(circuit);
        begun = rest;
    }
    let serving = tokio::time::timeout(LIFE, requests(stream, visit.circuit, begun, door));
    tokio::select! {
        // What a client did wrong ends its connection, and is nobody's business.
        _ = serving => {}
        () = visit.cut() => {}
    }
}

/// Reads the line in which tor names the circuit; gives what came behind it, too.
async fn introduction(stream: &mut (impl AsyncRead + Unpin)) -> Option<(Circuit, Vec<u8>)> {
    let mut begun = Vec::with_capacity(circuit::LONGEST * 2);
    loop {
        if let Some(end) = begun.windows(2).position(|pair| pair == b"\r\n") {
            let rest = begun.split_off(end + 2);
            return circuit::read(&begun).map(|circuit| (circuit, rest));
        }
        if begun.len() >= circuit::LONGEST || stream.read_buf(&mut begun).await.ok()? == 0 {
            return None;
        }
    }
}

async fn requests<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    stream: S,
    circuit: Circuit,
    begun: Vec<u8>,
    door: Arc<Door>,
) {
    let gate = Gate::new(stream, Arc::clone(&door.host), begun);
    let guest = Guest {
        circuit,
        rooms: door.rooms.clone(),
    };
    let service = service_fn(move |mut request: Request<Incoming>| {
        let door = Arc::clone(&door);
        request.extensions_mut().insert(guest.clone());
        async move { Ok::<_, Infallible>(answer(&door, request.map(Body::new)).await) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .auto_date_header(false)
        .half_close(false)
        .max_buf_size(32 << 10)
        .serve_connection(TokioIo::new(gate), service)
        .without_shutdown()
        .await;
    if let Ok(parts) = served {
        let mut stream = parts.io.into_inner().into_stream();
        let _ = tokio::time::timeout(LINGER, linger(&mut stream)).await;
    }
}

async fn linger(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> io::Result<()> {
    stream.shutdown().await?;
    let mut rest = [0; 4096];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

async fn answer(door: &Door, request: Request<Body>) -> Response {
    let response = match filter::refused(request.uri().path()) {
        Some(refusal) => refusal.into_response(),
        None => match door.router.clone().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        },
    };
    door.tally.answered(response.status());
    body::dress(response, &door.csp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;

    fn door(circuits: bool) -> Arc<Door> {
        let router = Router::new().route("/", get(async || "here")).route(
            "/panic",
            get(async || if true { panic!("planted") } else { "never" }),
        );
        Arc::new(Door {
            router,
            host: "h".into(),
            csp: HeaderValue::from_static("default-src 'none'"),
            circuits,
            crowd: Crowd::new(8),
            rooms: Rooms::new(),
            tally: Arc::default(),
        })
    }

    /// What comes back for these bytes, until the door has nothing more to say.
    async fn said(door: &Arc<Door>, bytes: &str) -> String {
        let (mut near, far) = tokio::io::duplex(1 << 16);
        let served = tokio::spawn(connection(far, door.crowd.enter(), Arc::clone(door)));
        near.write_all(bytes.as_bytes()).await.unwrap();
        let mut said = Vec::new();
        let _ = tokio::time::timeout(Duration::from_millis(300), near.read_to_end(&mut said)).await;
        served.abort();
        String::from_utf8(said).unwrap()
    }

    #[tokio::test]
    async fn a_panic_costs_its_own_connection_and_no_other() {
        let door = door(false);
        assert_eq!(
            said(&door, "GET /panic HTTP/1.1\r\nHost: h\r\n\r\n").await,
            ""
        );
        let here = said(&door, "GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
        assert!(
            here.starts_with("HTTP/1.1 200 OK\r\n") && here.ends_with("here"),
            "{here}"
        );
    }

    #[tokio::test]
    async fn where_tor_names_circuits_nobody_comes_in_without() {
        let named = "PROXY TCP6 fc00:dead:beef:4dad::0:4d ::1 77 80\r\n";
        let asked = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
        let both = format!("{named}{asked}");
        assert!(said(&door(true), &both).await.ends_with("here"));
        assert_eq!(said(&door(true), asked).await, "");
        assert_eq!(said(&door(true), &both.replace("beef", "beee")).await, "");
        assert_eq!(said(&door(true), &"x".repeat(300)).await, "");
        assert!(
            said(&door(false), &both).await.starts_with("HTTP/1.1 400 "),
            "and nowhere else is it taken"
        );
    }

    #[tokio::test]
    async fn every_refusal_is_equally_long_and_ends_the_connection() {
        let door = door(false);
        let mut lengths = Vec::new();
        for request in [
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /?x HTTP/1.1\r\nHost: h\r\n\r\n",
            "PUT / HTTP/1.1\r\nHost: h\r\n\r\n",
            "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET / HTTP/1.1\nHost: h\n\n",
            "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n",
        ] {
            let twice = said(&door, &format!("{request}{request}")).await;
            assert_eq!(twice.matches("HTTP/1.1 ").count(), 1, "{twice}");
            lengths.push(twice.len());
        }
        assert!(
            lengths.iter().all(|length| *length == lengths[0]),
            "{lengths:?}"
        );
    }
}
