//! The few words that a stranger may hear: a status, one sentence, what to do next. Never a cause.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Why a request is turned away, as far as the one who asks may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such path or ticket, or none to be shown: one and the same.
    Unknown,
    /// Not exactly as the interface says.
    Wrong,
    /// Not let in.
    Closed,
    /// Not with this method.
    Method,
    /// Came too slowly.
    Slow,
    /// Other bytes rest under this ticket.
    Taken,
    /// No length was given.
    NoLength,
    /// Too long.
    TooLong,
    /// Encoded in a way that is not taken.
    Encoded,
    /// An age file, but not sealed to the handlers of the roster, or to others too.
    NotSealed,
    /// Not asked for here: for another host.
    Misdirected,
    /// Could not be kept. The one refusal that time may mend.
    Unavailable,
}

/// The same for everything that the one who asks did wrong.
pub const REFUSED: &str = "Not accepted, and nothing was kept. Reload the page and try again; if this comes back, tell the organisation another way.\n";

/// What to do is to wait.
pub const UNAVAILABLE: &str = "Not received. Keep this page open and send again in a minute.\n";

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, sentence) = match self {
            Self::Unknown => (StatusCode::NOT_FOUND, REFUSED),
            Self::Wrong => (StatusCode::BAD_REQUEST, REFUSED),
            Self::Closed => (StatusCode::UNAUTHORIZED, REFUSED),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, REFUSED),
            Self::Slow => (StatusCode::REQUEST_TIMEOUT, REFUSED),
            Self::Taken => (StatusCode::CONFLICT, REFUSED),
            Self::NoLength => (StatusCode::LENGTH_REQUIRED, REFUSED),
            Self::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, REFUSED),
            Self::Encoded => (StatusCode::UNSUPPORTED_MEDIA_TYPE, REFUSED),
            Self::NotSealed => (StatusCode::UNPROCESSABLE_ENTITY, REFUSED),
            Self::Misdirected => (StatusCode::MISDIRECTED_REQUEST, REFUSED),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE),
        };
        let plain = [(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        )];
        // A refused body may still be on its way: the connection ends here.
        let end = [(header::CONNECTION, HeaderValue::from_static("close"))];
        (status, plain, end, sentence).into_response()
    }
}
