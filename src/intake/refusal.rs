//! The only answers that a stranger gets: a status and one sentence that says what to do next. Never a cause.
//!
//! Refusals and successes take the same number of bytes on the wire, so that somebody who watches the circuit cannot
//! tell them apart by their length.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Why a request is refused, as far as whoever sent it may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such path or ticket, or none that may be seen: the answer is the same.
    Unknown,
    /// The request is not exactly as the interface says.
    Wrong,
    /// There is no session, or not one that may do this.
    Closed,
    /// The path does not take this method.
    Method,
    /// The body came too slowly.
    Slow,
    /// Other bytes rest under this ticket.
    Taken,
    /// The request has no length.
    NoLength,
    /// The body is too long.
    TooLong,
    /// The request uses an encoding that is not accepted.
    Encoded,
    /// An age file, but not sealed to the handlers of the roster, or to others too.
    NotSealed,
    /// The request is for another host.
    Misdirected,
    /// There is no room for it now. The only refusal worth trying again.
    Unavailable,
}

const REFUSED: &str = "Not accepted, and nothing was kept. Reload the page and try again; if this comes back, tell the organisation another way.\n";
const UNAVAILABLE: &str = "Not received. Keep this page open and send again in a minute.\n";
const YES: &str = "Done.\n";
const CLOSE: &str = "close";
/// The length of an answer in bytes, including the parts of its head that differ: the reason phrase, the media type,
/// and whether the connection closes.
const WHOLE: usize = 256;

impl Refusal {
    const ALL: [Self; 12] = [
        Self::Unknown,
        Self::Wrong,
        Self::Closed,
        Self::Method,
        Self::Slow,
        Self::Taken,
        Self::NoLength,
        Self::TooLong,
        Self::Encoded,
        Self::NotSealed,
        Self::Misdirected,
        Self::Unavailable,
    ];

    const fn status(self) -> StatusCode {
        match self {
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Wrong => StatusCode::BAD_REQUEST,
            Self::Closed => StatusCode::UNAUTHORIZED,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Taken => StatusCode::CONFLICT,
            Self::NoLength => StatusCode::LENGTH_REQUIRED,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotSealed => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Returns the number of its status.
    pub fn number(self) -> u16 {
        self.status().as_u16()
    }

    pub fn of(number: u16) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|refusal| refusal.number() == number)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let sentence = if self == Self::Unavailable {
            UNAVAILABLE
        } else {
            REFUSED
        };
        // A refused body may still be on its way: the connection ends here.
        let end = HeaderValue::from_static(CLOSE);
        let mut response = padded(self.status(), "text/plain; charset=utf-8", sentence.into());
        response.headers_mut().insert(header::CONNECTION, end);
        response
    }
}

/// Returns the success body, padded to the length of every refusal so that sizes tell nothing.
pub fn accepted(status: StatusCode) -> Response {
    padded(status, "text/plain; charset=utf-8", YES.into())
}

/// Returns an answer padded with spaces, so that it is as long as every other.
pub fn padded(status: StatusCode, media_type: &'static str, mut text: String) -> Response {
    let closes = if status.is_success() {
        0
    } else {
        "connection: \r\n".len() + CLOSE.len()
    };
    let before = status.canonical_reason().unwrap_or_default().len() + media_type.len() + closes;
    let fill = WHOLE.saturating_sub(before + text.len());
    text.extend(std::iter::repeat_n(' ', fill));
    let typed = [(header::CONTENT_TYPE, HeaderValue::from_static(media_type))];
    (status, typed, text).into_response()
}
