//! The way without scripts: a letter that was sealed by a stock age program, in a form.
//!
//! What is not sealed is refused unread: it is looked at only for whether it is an age file, and never
//! written anywhere (the process leaves no core file either). Answers are pages of the signed site, in the
//! language of the path.

use crate::api::public::armor::dearmor;
use crate::api::public::state::Public;
use crate::api::response::{HTML, typed};
use crate::api::submit::keep;
use crate::http::body::{self, RequestContext};
use crate::limits::received::Received;
use crate::refusal::Refusal;
use crate::storage::frame::frame;
use crate::storage::kind::SlotKind;
use crate::storage::writer::job::Submission;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use sotto::sealed::{LONGEST_LETTER, check_letter};
use std::convert::Infallible;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The longest form in bytes: an armored letter of the greatest length with Windows line endings, and what a form adds.
const FORM: usize = LONGEST_LETTER / 3 * 4 + (LONGEST_LETTER >> 4) + (64 << 10);
/// How many bytes of a form that is too long are read and thrown away, so that its browser reads the answer.
const PATIENCE: usize = 64 << 20;
/// How many copies of a form are in memory at most while it is read: itself, its field, the letter in it.
const COPIES: usize = 3;
/// What the author of a letter is told: one page of the site for each.
#[derive(Clone, Copy)]
enum Answer {
    Sent,
    /// Not sealed, or not to the handlers.
    Refused,
    TooLong,
    Full,
}

impl Answer {
    const ALL: [Self; 4] = [Self::Sent, Self::Refused, Self::TooLong, Self::Full];

    const fn page(self) -> (StatusCode, &'static str) {
        match self {
            Self::Sent => (StatusCode::CREATED, "letter/sent"),
            Self::Refused => (StatusCode::UNPROCESSABLE_ENTITY, "letter/refused"),
            Self::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, "letter/too-long"),
            Self::Full => (StatusCode::SERVICE_UNAVAILABLE, "letter/full"),
        }
    }
}

/// `POST /letters/{language}`: a form with a `file` or a `text`.
pub async fn post_letter(
    State(intake): State<Arc<Public>>,
    Path(language): Path<String>,
    Extension(context): Extension<RequestContext>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    // Whatever happens, the answer is in the reporter's language; another path is no path.
    let pages = Answer::ALL.map(|answer| intake.page(&language, answer.page().1));
    let pages = pages.into_iter().collect::<Result<Vec<_>, _>>()?;
    let (status, name) = take(&intake, &context, &headers, body).await?.page();
    let mut page = intake.page(&language, name)?.to_vec();
    // Their length does not tell them apart.
    page.resize(
        pages
            .iter()
            .map(|page| page.len())
            .max()
            .unwrap_or_default(),
        b'\n',
    );
    Ok(typed(status, HTML, page))
}

async fn take(
    intake: &Public,
    context: &RequestContext,
    headers: &HeaderMap,
    body: Body,
) -> Result<Answer, Refusal> {
    let boundary = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| multer::parse_boundary(value).ok())
        .ok_or(Refusal::Wrong)?;
    if body::length(&body)? > FORM {
        body::discard(body, PATIENCE).await?;
        return Ok(Answer::TooLong);
    }
    let mut form = body::receive(context, body, COPIES, |length| length <= FORM).await?;
    let Some(file) = field(std::mem::take(&mut form.bytes), boundary).await else {
        return Ok(Answer::Refused);
    };
    let letter = dearmor(&file).map(Zeroizing::new).unwrap_or(file);
    if letter.len() > LONGEST_LETTER {
        return Ok(Answer::TooLong);
    }
    let recipients = check_letter(&letter);
    if !recipients.is_ok_and(|count| intake.roster_in_force.current().accepts_letter(count)) {
        return Ok(Answer::Refused);
    }
    keep_letter(intake, context, form.become_of(frame(&letter)?)).await
}

async fn keep_letter(
    intake: &Public,
    context: &RequestContext,
    framed: Received,
) -> Result<Answer, Refusal> {
    let mut ticket = [0; 16];
    getrandom::fill(&mut ticket).map_err(|_| Refusal::Unavailable)?;
    let submission = Submission {
        kind: SlotKind::Letter,
        ticket: ticket.into(),
        received: framed,
        circuit: Some(context.circuit),
    };
    match keep(&intake.jobs, submission).await {
        Ok(_) => Ok(Answer::Sent),
        Err(_) => Ok(Answer::Full),
    }
}

/// Returns the first field that holds anything: the file, or else the pasted text.
async fn field(form: Zeroizing<Vec<u8>>, boundary: String) -> Option<Zeroizing<Vec<u8>>> {
    let once = std::future::ready(Ok::<_, Infallible>(Bytes::from_owner(form)));
    let mut fields = multer::Multipart::new(futures_util::stream::once(once), boundary);
    while let Ok(Some(field)) = fields.next_field().await {
        let wanted = matches!(field.name(), Some("file" | "text"));
        let bytes = Zeroizing::new(Vec::from(field.bytes().await.ok()?));
        if wanted && !bytes.trim_ascii().is_empty() {
            return Some(bytes);
        }
    }
    None
}
