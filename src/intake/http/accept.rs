//! Accepts connections; none waits for another.

use crate::http::address::Socket;
use crate::http::connection;
use crate::http::listener::Listener;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

/// Accepts connections until the process ends. A connection that panics ends alone.
pub async fn serve(socket: Socket, listener: Arc<Listener>) -> io::Result<()> {
    match socket {
        Socket::Tcp(socket) => {
            let socket = tokio::net::TcpListener::from_std(socket)?;
            loop {
                receive(socket.accept().await.map(|(stream, _)| stream), &listener).await;
            }
        }
        Socket::Unix(socket) => {
            let socket = tokio::net::UnixListener::from_std(socket)?;
            loop {
                receive(socket.accept().await.map(|(stream, _)| stream), &listener).await;
            }
        }
    }
}

async fn receive<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    accepted: io::Result<S>,
    listener: &Arc<Listener>,
) {
    match accepted {
        Ok(stream) => {
            let (connection, listener) = (listener.connections.admit(), Arc::clone(listener));
            tokio::spawn(connection::serve(stream, connection, listener));
        }
        // Out of file descriptors, most likely: wait for some to close.
        Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
    }
}
