//! An intake that lies: stands between a desk and the true one, and changes answers on the way.

use super::files::find;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

/// Changes the answer to a request, of which it is told the first line.
pub trait Lie: Fn(&str, Vec<u8>) -> Vec<u8> + Send + Sync + 'static {}

impl<F: Fn(&str, Vec<u8>) -> Vec<u8> + Send + Sync + 'static> Lie for F {}

/// Passes everything on to a door; returns where it listens.
pub fn liar(door: SocketAddr, lie: impl Lie) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    pass_on(listener, door, &door.to_string(), lie);
    address
}

/// The same, for a door that is called `name`.
pub fn pass_on(listener: TcpListener, door: SocketAddr, name: &str, lie: impl Lie) {
    let address = listener.local_addr().unwrap();
    let (lie, name) = (Arc::new(lie), name.to_owned());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut near) = stream else { return };
            let (lie, name) = (Arc::clone(&lie), name.clone());
            std::thread::spawn(move || {
                while let Some((line, answer)) = ask_for(&mut near, address, door, &name) {
                    let _ = near.write_all(&lie(&line, without_close(answer)));
                }
            });
        }
    });
}

/// Reads one request, asks it of the door by its own name, and returns the request's line and the answer.
fn ask_for(
    near: &mut TcpStream,
    address: SocketAddr,
    door: SocketAddr,
    name: &str,
) -> Option<(String, Vec<u8>)> {
    let request = one_request(near)?;
    let head = String::from_utf8_lossy(&request).to_lowercase();
    let host = format!("host: {address}");
    let at = head.find(&host)?;
    let mut asked = request[..at].to_vec();
    asked.extend(format!("host: {name}\r\nconnection: close").bytes());
    asked.extend(&request[at + host.len()..]);
    let mut far = TcpStream::connect(door).ok()?;
    far.write_all(&asked).ok()?;
    let mut answer = Vec::new();
    far.read_to_end(&mut answer).ok()?;
    let request = String::from_utf8_lossy(&request);
    Some((request.lines().next()?.to_owned(), answer))
}

fn one_request(near: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    let mut part = [0; 65_536];
    while !is_whole(&request) {
        match near.read(&mut part).ok()? {
            0 => return None,
            read => request.extend(&part[..read]),
        }
    }
    Some(request)
}

fn is_whole(request: &[u8]) -> bool {
    let Some(end) = find(request, b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
    let length = head
        .split("content-length: ")
        .nth(1)
        .and_then(|rest| rest.lines().next()?.parse().ok())
        .unwrap_or(0);
    request.len() >= end + 4 + length
}

/// Returns the answer without the header that only this connection needed.
fn without_close(answer: Vec<u8>) -> Vec<u8> {
    let close = b"connection: close\r\n";
    match find(&answer, close) {
        Some(at) => [&answer[..at], &answer[at + close.len()..]].concat(),
        None => answer,
    }
}

/// A lie: turns a bit in the middle of a body.
pub fn bent(mut answer: Vec<u8>) -> Vec<u8> {
    let end = find(&answer, b"\r\n\r\n").unwrap() + 4;
    let middle = end + (answer.len() - end) / 2;
    if let Some(byte) = answer.get_mut(middle) {
        *byte ^= 1;
    }
    answer
}

/// A lie: puts another header into the head.
pub fn with_header(answer: &[u8], header: &str) -> Vec<u8> {
    let at = find(answer, b"\r\n").unwrap();
    [&answer[..at], b"\r\n", header.as_bytes(), &answer[at..]].concat()
}
