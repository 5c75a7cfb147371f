//! Answers of the intake, held against what they must be, whole.

use super::http::Reply;

pub const CSP: &str = "default-src 'none'";

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
