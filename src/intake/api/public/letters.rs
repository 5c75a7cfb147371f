//! The way without scripts: a letter sealed by a stock age program, and the replies to it.
//!
//! What is not sealed is refused unread: it is looked at only for whether it is an age file, and never
//! written anywhere (the process leaves no core file either). Answers are pages of the signed site, in the
//! language of the path.

use crate::api::public::armor::{armor, dearmor};
use crate::api::public::routes::Public;
use crate::api::public::submissions::keep;
use crate::http::body::{self, Guest};
use crate::refusal::Refusal;
use crate::storage::frame::framed;
use crate::storage::kind::SlotKind;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sotto::sealed::{LONGEST_LETTER, check_letter};
use sotto::ticket::{ReplyNumber, Ticket};
use sotto::wire::{LETTER_REPLIES, REPLY};
use std::convert::Infallible;
use std::fmt::Write;
use std::sync::Arc;
use zeroize::Zeroizing;

/// An armored letter of the greatest length with Windows line endings, and what a form adds to it.
const FORM: usize = LONGEST_LETTER / 3 * 4 + (LONGEST_LETTER >> 4) + (64 << 10);
/// So much of a form that is too long is taken in and thrown away, so that its browser hears the answer.
const PATIENCE: usize = 64 << 20;
/// How many copies of a form there are at most while it is read: itself, its field, the letter in it.
const COPIES: usize = 3;
/// Where the site's page of replies wants them.
const PLACE: &str = "<!--replies-->";

/// What the writer of a letter is told, by the page of the site that says it.
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
pub async fn post(
    State(intake): State<Arc<Public>>,
    Path(language): Path<String>,
    Extension(guest): Extension<Guest>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    // Whatever happens, the answer is in the reporter's language; another path is no path.
    let pages = Answer::ALL.map(|answer| site_page(&intake, &language, answer.page().1));
    let pages = pages.into_iter().collect::<Result<Vec<_>, _>>()?;
    let (status, name) = take(&intake, &guest, &headers, body).await?.page();
    let mut page = site_page(&intake, &language, name)?.to_vec();
    // Their length does not tell them apart.
    page.resize(
        pages
            .iter()
            .map(|page| page.len())
            .max()
            .unwrap_or_default(),
        b'\n',
    );
    Ok(html(status, page))
}

async fn take(
    intake: &Public,
    guest: &Guest,
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
    let mut form = body::body(guest, body, COPIES, |length| length <= FORM).await?;
    let Some(file) = field(std::mem::take(&mut form.bytes), boundary).await else {
        return Ok(Answer::Refused);
    };
    let letter = dearmor(&file).map(Zeroizing::new).unwrap_or(file);
    if letter.len() > LONGEST_LETTER {
        return Ok(Answer::TooLong);
    }
    if check_letter(&letter, intake.standing.look().roster.handlers.len()).is_err() {
        return Ok(Answer::Refused);
    }
    let mut ticket = [0; 16];
    getrandom::fill(&mut ticket).map_err(|_| Refusal::Unavailable)?;
    let letter = form.become_of(framed(&letter)?);
    match keep(
        &intake.jobs,
        SlotKind::Letter,
        ticket.into(),
        letter,
        Some(guest.circuit),
    )
    .await
    {
        Ok(_) => Ok(Answer::Sent),
        Err(_) => Ok(Answer::Full),
    }
}

/// The first field that holds anything: the file, or else the pasted text.
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

/// `POST /letters/{language}/replies`: the replies under the number that the writer chose, as text.
///
/// The page has one size, found or not.
pub async fn replies(
    State(intake): State<Arc<Public>>,
    Path(language): Path<String>,
    Extension(guest): Extension<Guest>,
    body: Body,
) -> Result<Response, Refusal> {
    let page = site_page(&intake, &language, "letter/replies")?;
    let form = body::body(&guest, body, 1, |length| length <= 1024).await?;
    let number = form_urlencoded::parse(&form.bytes)
        .find(|(name, _)| name == "number")
        .and_then(|(_, value)| value.parse::<ReplyNumber>().ok());
    let board = Arc::clone(&intake.board);
    let found = tokio::task::spawn_blocking(move || {
        let tags = number
            .iter()
            .flat_map(|number| (0..LETTER_REPLIES).map(|n| Ticket::of_letter_reply(number, n)));
        tags.filter_map(|tag| board.reply(tag)).collect::<Vec<_>>()
    });
    let found = found.await.map_err(|_| Refusal::Unavailable)?;
    let text = std::str::from_utf8(page).map_err(|_| Refusal::Unknown)?;
    let (before, after) = text.split_once(PLACE).ok_or(Refusal::Unknown)?;
    let missing = if found.is_empty() { "none" } else { "some" };
    let shown = format!("<div class=\"replies {missing}\">{}</div>", blocks(&found)?);
    Ok(html(
        StatusCode::OK,
        format!("{before}{shown}{after}").into_bytes(),
    ))
}

/// Each reply in a block of its own, and as much random text as those that are not there would take.
fn blocks(found: &[Vec<u8>]) -> Result<String, Refusal> {
    let mut text = String::new();
    for n in 0..usize::try_from(LETTER_REPLIES).unwrap_or(usize::MAX) {
        let mut random = vec![0; REPLY];
        getrandom::fill(&mut random).map_err(|_| Refusal::Unavailable)?;
        // The marks of a comment are four bytes shorter than those of a block.
        let _ = match found.get(n) {
            Some(reply) => write!(text, "<pre>{}</pre>", armor(reply)),
            None => write!(text, "<!--  {}  -->", armor(&random)),
        };
    }
    Ok(text)
}

fn site_page<'a>(intake: &'a Public, language: &str, name: &str) -> Result<&'a [u8], Refusal> {
    let page = intake.pages.get(&format!("/{language}/{name}/"));
    page.map(|page| &*page.bytes).ok_or(Refusal::Unknown)
}

fn html(status: StatusCode, page: Vec<u8>) -> Response {
    let typed = HeaderValue::from_static("text/html; charset=utf-8");
    (status, [(header::CONTENT_TYPE, typed)], page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_replies_there_are_does_not_show_in_the_length() {
        let reply = vec![7; REPLY];
        let lengths: Vec<usize> = (0..=8)
            .map(|n| blocks(&vec![reply.clone(); n]).unwrap().len())
            .collect();
        assert!(
            lengths.iter().all(|length| *length == lengths[0]),
            "{lengths:?}"
        );
    }
}
