//! Stands between the socket and the HTTP library: lets a head through once it has passed `head.rs`, then exactly
//! its body, then the next. Instead of a head that did not pass it hands on a request for the refusal, so that all
//! answers are made in one place; after that it lets nothing through.

use crate::http::head;
use crate::refusal::Refusal;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// How long a client may read nothing of an answer before the connection ends.
const STALLED: Duration = Duration::from_secs(30);
/// How the path of a request for a refusal begins; `head.rs` lets no such path through.
const REFUSED: &str = "/~";
const PART: usize = 4 << 10;

/// A stream whose reader sees only requests that passed.
pub struct Filter<S> {
    stream: S,
    host: Arc<str>,
    /// What came and has not been let through yet.
    waiting: Vec<u8>,
    state: State,
    /// Runs while the client reads nothing of an answer; when it ends, so does the connection.
    stalled: Option<Pin<Box<Sleep>>>,
}

enum State {
    /// A head is coming; this many bytes of it have been looked at.
    Head(usize),
    /// This many bytes of what waits or comes may pass.
    Open(usize),
    /// This many bytes of what waits may pass, and then nothing.
    Closing(usize),
}

impl<S: AsyncRead + Unpin> Filter<S> {
    /// Returns a filter for `host`. `begun` is what was read from the stream already.
    pub fn new(stream: S, host: Arc<str>, begun: Vec<u8>) -> Self {
        Self {
            stream,
            host,
            waiting: begun,
            state: State::Head(0),
            stalled: None,
        }
    }

    pub fn into_stream(self) -> S {
        self.stream
    }

    /// Looks for a whole head in what waits, of which `seen` bytes were looked at before. Returns how many bytes may
    /// pass, or `None` if more must come.
    fn head(&self, seen: usize) -> Option<Result<usize, Refusal>> {
        let from = seen.saturating_sub(head::END.len());
        // (The part may begin in the middle of a line's end.)
        let part = self.waiting.get(from..)?;
        let end = part
            .windows(head::END.len())
            .position(|window| window == head::END);
        match end.map(|end| from + end + head::END.len()) {
            Some(end) if end <= head::LONGEST => {
                let head = self.waiting.get(..end)?;
                Some(head::check(head, &self.host).map(|body| end.saturating_add(body)))
            }
            None if self.waiting.len() < head::LONGEST
                && head::may_stand_in_one(part.strip_prefix(b"\n").unwrap_or(part)) =>
            {
                None
            }
            _ => Some(Err(Refusal::Wrong)),
        }
    }

    /// Reads more of a head. Returns whether anything came.
    fn poll_head(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        self.state = State::Head(self.waiting.len());
        let mut part = [0; PART];
        let mut space = ReadBuf::new(&mut part);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut space))?;
        self.waiting.extend_from_slice(space.filled());
        Poll::Ready(Ok(!space.filled().is_empty()))
    }

    /// Reads a body straight into `buf`, at most `may` bytes.
    fn poll_body(
        &mut self,
        cx: &mut Context<'_>,
        may: usize,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let part = may.min(buf.remaining());
        let mut space = ReadBuf::new(buf.initialize_unfilled_to(part));
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut space))?;
        let came = space.filled().len();
        buf.advance(came);
        self.state = State::Open(may - came);
        Poll::Ready(Ok(()))
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.waiting = format!(
            "GET {REFUSED}{} HTTP/1.1\r\nhost: {}\r\n\r\n",
            refusal.number(),
            self.host
        )
        .into_bytes();
        self.state = State::Closing(self.waiting.len());
    }

    /// Hands on what waits: at most `may` bytes, and what fits. Returns how many.
    fn hand_on(&mut self, may: usize, buf: &mut ReadBuf<'_>) -> usize {
        let part = may.min(self.waiting.len()).min(buf.remaining());
        buf.put_slice(self.waiting.get(..part).unwrap_or_default());
        self.waiting.drain(..part);
        part
    }
}

/// Returns the refusal that the filter asks for with this path.
pub fn refused(path: &str) -> Option<Refusal> {
    path.strip_prefix(REFUSED)?
        .parse()
        .ok()
        .and_then(Refusal::of)
}

impl<S: AsyncRead + Unpin> AsyncRead for Filter<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            match this.state {
                // The answer closes the connection; until then there is nothing more to read, nor an end.
                State::Closing(0) => return Poll::Pending,
                State::Closing(may) => {
                    let part = this.hand_on(may, buf);
                    this.state = State::Closing(may - part);
                    return Poll::Ready(Ok(()));
                }
                State::Open(0) => this.state = State::Head(0),
                State::Open(may) if this.waiting.is_empty() => {
                    return this.poll_body(cx, may, buf);
                }
                State::Open(may) => {
                    let part = this.hand_on(may, buf);
                    this.state = State::Open(may - part);
                    return Poll::Ready(Ok(()));
                }
                State::Head(seen) => match this.head(seen) {
                    Some(Ok(may)) => this.state = State::Open(may),
                    Some(Err(refusal)) => this.refuse(refusal),
                    None => {
                        if !ready!(this.poll_head(cx))? {
                            return Poll::Ready(Ok(()));
                        }
                    }
                },
            }
        }
    }
}

impl<S> Filter<S> {
    /// Returns `written`, or an error if nothing could be written for too long.
    fn unless_stalled(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stalled = self
            .stalled
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(STALLED)));
        ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Filter<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.unless_stalled(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.unless_stalled(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const HEAD: &str = "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n";

    /// What comes through when `bytes` come in parts of `part` bytes and then an end.
    async fn through(bytes: &[u8], part: usize) -> Vec<u8> {
        let (mut near, far) = tokio::io::duplex(part);
        let bytes = bytes.to_vec();
        let writing = tokio::spawn(async move { near.write_all(&bytes).await });
        let mut filter = Filter::new(far, "h".into(), Vec::new());
        let mut came = Vec::new();
        let _ = tokio::time::timeout(
            std::time::Duration::from_millis(50),
            filter.read_to_end(&mut came),
        )
        .await;
        drop(filter);
        let _ = writing.await;
        came
    }

    #[tokio::test]
    async fn strict_requests_pass_whole_in_whatever_parts_they_come() {
        let two = format!("{HEAD}abc{HEAD}\r\n\r");
        for part in [1, 2, 7, 64, 4096] {
            assert_eq!(
                through(two.as_bytes(), part).await,
                two.as_bytes(),
                "{part}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_takes_nothing_of_an_answer_is_let_go_and_whoever_takes_little_is_not() {
        let (mut near, far) = tokio::io::duplex(4);
        let mut filter = Filter::new(far, "h".into(), Vec::new());
        let answering = tokio::spawn(async move { filter.write_all(b"an answer").await });
        let mut taken = [0; 1];
        for _ in 0..3 {
            tokio::time::sleep(STALLED * 2 / 3).await;
            near.read_exact(&mut taken).await.unwrap();
        }
        assert!(!answering.is_finished());
        let ended = answering.await.unwrap();
        assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn what_is_not_strict_becomes_a_request_for_its_refusal_and_nothing_follows() {
        for (bad, refusal) in [
            ("GET / HTTP/1.1\nHost: h\n\n", Refusal::Wrong),
            ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", Refusal::Misdirected),
            ("\u{16}\u{3}", Refusal::Wrong),
        ] {
            let came = through(format!("{HEAD}abc{bad}{HEAD}abc").as_bytes(), 16).await;
            let fake = format!("GET /~{} HTTP/1.1\r\nhost: h\r\n\r\n", refusal.number());
            assert_eq!(String::from_utf8(came).unwrap(), format!("{HEAD}abc{fake}"));
            assert_eq!(refused(&format!("/~{}", refusal.number())), Some(refusal));
        }
        assert_eq!(
            (refused("/~999"), refused("/en/"), refused("/~")),
            (None, None, None)
        );
    }
}
