//! One connection: it lives for a limited time, and gives up a client that is too slow.

use crate::http::body::RequestContext;
use crate::http::filter::{Filter, refused};
use crate::http::headers::set_security_headers;
use crate::http::listener::Listener;
use crate::limits::circuit::{self, Circuit};
use crate::limits::connections::Connection;
use axum::body::Body;
use axum::http::Request;
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tower_service::Service;

/// The longest life of a connection.
const LIFE: Duration = Duration::from_secs(1_800);
/// How long a head may take, and how long a connection may be idle.
const HEADERS: Duration = Duration::from_secs(10);
/// How long tor may take to name the circuit; it does so at once.
const INTRODUCTION: Duration = Duration::from_secs(5);
/// How long a connection is read after its last answer: a browser that is cut off while it sends does not read the
/// answer.
const LINGER: Duration = Duration::from_secs(2);

/// Serves one connection from its first byte to its last.
pub async fn serve<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    mut stream: S,
    mut connection: Connection,
    listener: Arc<Listener>,
) {
    let mut begun = Vec::new();
    if listener.circuits {
        let introduced = tokio::time::timeout(INTRODUCTION, introduction(&mut stream)).await;
        let Ok(Some((circuit, rest))) = introduced else {
            return;
        };
        connection.set_circuit(circuit);
        begun = rest;
    }
    let serving = tokio::time::timeout(LIFE, requests(stream, connection.circuit, begun, listener));
    tokio::select! {
        // What a client did wrong ends its connection, and is nobody's business.
        _ = serving => {}
        () = connection.cut() => {}
    }
}

/// Reads the line in which tor names the circuit. Returns the circuit and what was read after the line.
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
    listener: Arc<Listener>,
) {
    let filter = Filter::new(stream, Arc::clone(&listener.host), begun);
    let context = RequestContext {
        circuit,
        memory: listener.memory.clone(),
    };
    let service = service_fn(move |mut request: Request<Incoming>| {
        let listener = Arc::clone(&listener);
        request.extensions_mut().insert(context.clone());
        async move { Ok::<_, Infallible>(answer(&listener, request.map(Body::new)).await) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .auto_date_header(false)
        .half_close(false)
        .max_buf_size(32 << 10)
        .serve_connection(TokioIo::new(filter), service)
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

async fn answer(listener: &Listener, request: Request<Body>) -> Response {
    let response = match refused(request.uri().path()) {
        Some(refusal) => refusal.into_response(),
        None => match listener.router.clone().call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        },
    };
    listener.metrics.answered(response.status());
    set_security_headers(response, &listener.csp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::connections::Connections;
    use crate::limits::memory::MemoryBudgets;
    use axum::Router;
    use axum::http::HeaderValue;
    use axum::routing::get;

    fn listener(circuits: bool) -> Arc<Listener> {
        let router = Router::new().route("/", get(async || "here")).route(
            "/panic",
            get(async || if true { panic!("planted") } else { "never" }),
        );
        Arc::new(Listener {
            router,
            host: "h".into(),
            csp: HeaderValue::from_static("default-src 'none'"),
            circuits,
            connections: Connections::new(8),
            memory: MemoryBudgets::new(),
            metrics: Arc::default(),
        })
    }

    /// What comes back for these bytes, until the listener has nothing more to say.
    async fn said(listener: &Arc<Listener>, bytes: &str) -> String {
        let (mut near, far) = tokio::io::duplex(1 << 16);
        let served = tokio::spawn(serve(
            far,
            listener.connections.admit(),
            Arc::clone(listener),
        ));
        near.write_all(bytes.as_bytes()).await.unwrap();
        let mut said = Vec::new();
        let _ = tokio::time::timeout(Duration::from_millis(300), near.read_to_end(&mut said)).await;
        served.abort();
        String::from_utf8(said).unwrap()
    }

    #[tokio::test]
    async fn a_panic_costs_its_own_connection_and_no_other() {
        let listener = listener(false);
        assert_eq!(
            said(&listener, "GET /panic HTTP/1.1\r\nHost: h\r\n\r\n").await,
            ""
        );
        let here = said(&listener, "GET / HTTP/1.1\r\nHost: h\r\n\r\n").await;
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
        assert!(said(&listener(true), &both).await.ends_with("here"));
        assert_eq!(said(&listener(true), asked).await, "");
        assert_eq!(
            said(&listener(true), &both.replace("beef", "beee")).await,
            ""
        );
        assert_eq!(said(&listener(true), &"x".repeat(300)).await, "");
        assert!(
            said(&listener(false), &both)
                .await
                .starts_with("HTTP/1.1 400 "),
            "and nowhere else is it taken"
        );
    }

    #[tokio::test]
    async fn every_refusal_is_equally_long_and_ends_the_connection() {
        let listener = listener(false);
        let mut lengths = Vec::new();
        for request in [
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /?x HTTP/1.1\r\nHost: h\r\n\r\n",
            "PUT / HTTP/1.1\r\nHost: h\r\n\r\n",
            "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET / HTTP/1.1\nHost: h\n\n",
            "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n",
        ] {
            let twice = said(&listener, &format!("{request}{request}")).await;
            assert_eq!(twice.matches("HTTP/1.1 ").count(), 1, "{twice}");
            lengths.push(twice.len());
        }
        assert!(
            lengths.iter().all(|length| *length == lengths[0]),
            "{lengths:?}"
        );
    }
}
