//! The few words that a stranger may hear: a status, one sentence, what to do next. Never a cause.
//!
//! All of them, and every word of success, take the same number of bytes on the wire: who watches the circuit does not learn
//! from the length of an answer what it was.

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

const REFUSED: &str = "Not accepted, and nothing was kept. Reload the page and try again; if this comes back, tell the organisation another way.\n";
const UNAVAILABLE: &str = "Not received. Keep this page open and send again in a minute.\n";
const YES: &str = "Done.\n";
const CLOSE: &str = "close";
/// How long an answer is, with what differs in front of it: the words of its status, its type, and whether the
/// connection ends.
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

    /// The number of its status.
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

/// Yes: as long as a no.
pub fn accepted(status: StatusCode) -> Response {
    padded(status, "text/plain; charset=utf-8", YES.into())
}

/// An answer filled up with spaces, so that it is as long as every other.
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
