//! Fetches pages of the site as a reporter's browser does.

use crate::client::response::{LONGEST, whole};
use crate::client::{ClientError, Intake};
use axum::http::{HeaderValue, Method, Request};
use http_body_util::Full;
use std::io::Read;

/// The answer to a request for a page.
pub struct Visit {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Visit {
    /// Returns the first header with this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut named = self.headers.iter().filter(|(found, _)| found == name);
        named.next().map(|(_, value)| value.as_str())
    }

    /// Returns the body, decompressed if it is gzip.
    pub fn plain(&self) -> Vec<u8> {
        let mut plain = Vec::new();
        let packed = self.header("content-encoding") == Some("gzip");
        let unpacked = flate2::read::GzDecoder::new(self.body.as_slice())
            .take(LONGEST as u64)
            .read_to_end(&mut plain);
        if packed && unpacked.is_ok() {
            plain
        } else {
            self.body.clone()
        }
    }
}

/// The headers of Tor Browser, in its order.
const BROWSER: [(&str, &str); 5] = [
    (
        "user-agent",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    ),
    (
        "accept",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    ),
    ("accept-language", "en-US,en;q=0.5"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("upgrade-insecure-requests", "1"),
];

/// A client that looks like a reporter's browser: it uses a circuit of its own, and sends nothing that identifies a desk.
pub struct Visitor {
    intake: Intake,
}

impl Visitor {
    /// Returns a visitor of the site at `base`. Nothing is sent yet.
    pub fn new(base: &str, proxy: Option<&str>) -> Result<Self, ClientError> {
        let intake = Intake::apart(base, proxy)?;
        Ok(Self { intake })
    }

    /// Fetches a page.
    pub async fn visit(&self, path: &str) -> Result<Visit, ClientError> {
        let mut request = Request::builder()
            .method(Method::GET)
            .uri(self.intake.uri(path)?);
        for (name, value) in BROWSER {
            request = request.header(name, value);
        }
        let request = request
            .body(Full::default())
            .map_err(|_| ClientError::Address)?;
        let answer = self.intake.send(request).await?;
        let status = answer.status().as_u16();
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = answer.headers().iter();
        let headers = headers
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect();
        Ok(Visit {
            status,
            headers,
            body: whole(answer).await?,
        })
    }
}
