//! HTTP, byte by byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// What came back, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// 0 if the connection was closed without an answer.
    pub status: u16,
    pub headers: Vec<String>,
    pub body: Vec<u8>,
    /// All of it, on the wire.
    pub length: usize,
}

/// Sends exactly these bytes, and reads one answer.
pub fn raw(door: SocketAddr, bytes: &[u8]) -> Reply {
    try_raw(door, bytes).unwrap_or(Reply {
        status: 0,
        headers: Vec::new(),
        body: Vec::new(),
        length: 0,
    })
}

fn try_raw(door: SocketAddr, bytes: &[u8]) -> Option<Reply> {
    let mut stream = TcpStream::connect(door).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(40)))
        .ok()?;
    // A refusal may come, and the connection close, before all is sent.
    let _ = stream.write_all(bytes);
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut head = line.len();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        head += line.len();
        if line.trim_end().is_empty() {
            break;
        }
        headers.push(line.trim_end().to_owned());
    }
    let length = headers
        .iter()
        .find_map(|header| header.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Reply {
        status,
        headers,
        length: head + body.len(),
        body,
    })
}

/// Sends exactly these bytes; all that comes back until the connection ends.
pub fn everything(door: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(door).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(40)))
        .unwrap();
    stream.write_all(bytes).unwrap();
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said);
    String::from_utf8_lossy(&said).into_owned()
}
