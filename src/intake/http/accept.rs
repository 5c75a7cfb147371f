//! Takes in connections, and lets none wait for another.

use crate::http::address::Listener;
use crate::http::connection;
use crate::http::listener::Door;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

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
            let (connection, door) = (door.connections.admit(), Arc::clone(door));
            tokio::spawn(connection::serve(stream, connection, door));
        }
        // Out of file descriptors, most likely: wait for some to close.
        Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
    }
}
