//! HTTP, byte by byte; and answers of the intake, held against what they must be, whole.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub const CSP: &str = "default-src 'none'";

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

const REFUSED: &str = "Not accepted, and nothing was kept. Reload the page and try again; if this comes back, tell the organisation another way.";
const UNAVAILABLE: &str = "Not received. Keep this page open and send again in a minute.";

/// How long every yes and every no is, on the wire.
pub const ANSWER: usize = 727;

/// On every answer.
pub fn security_headers() -> Vec<String> {
    [
        &format!("content-security-policy: {CSP}"),
        "cache-control: no-store",
        "cross-origin-embedder-policy: require-corp",
        "cross-origin-opener-policy: same-origin",
        "cross-origin-resource-policy: same-origin",
        "permissions-policy: camera=(), geolocation=(), microphone=(), display-capture=(), usb=(), serial=(), payment=(), browsing-topics=()",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
        "x-frame-options: DENY",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Asserts the whole answer: these headers and the security headers, and no others.
#[track_caller]
pub fn whole(reply: &Reply, status: u16, own: &[&str], body: &[u8]) {
    let mut expected: Vec<String> = own
        .iter()
        .map(|header| (*header).to_owned())
        .chain(security_headers())
        .collect();
    expected.push(format!("content-length: {}", body.len()));
    let mut headers = reply.headers.clone();
    expected.sort();
    headers.sort();
    assert_eq!((reply.status, headers), (status, expected));
    assert_eq!(
        String::from_utf8_lossy(&reply.body),
        String::from_utf8_lossy(body)
    );
}

/// Asserts the one answer that all refusals have; that of having no room says what to do.
#[track_caller]
pub fn refused(reply: &Reply, status: u16) {
    let sentence = if status == 503 { UNAVAILABLE } else { REFUSED };
    answered(reply, status, &["connection: close"], sentence);
}

/// Asserts a plain yes.
#[track_caller]
pub fn yes(reply: &Reply, status: u16) {
    answered(reply, status, &[], "Done.");
}

#[track_caller]
fn answered(reply: &Reply, status: u16, own: &[&str], sentence: &str) {
    assert_eq!(
        reply.body.trim_ascii_end(),
        sentence.as_bytes(),
        "{}",
        reply.status
    );
    let own = [&["content-type: text/plain; charset=utf-8"], own].concat();
    whole(reply, status, &own, &reply.body);
    assert_eq!(reply.length, ANSWER, "all are equally long");
}
