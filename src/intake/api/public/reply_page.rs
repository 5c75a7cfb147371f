//! The replies to a letter, as a page for those who have no scripts.

use crate::api::public::armor::armor;
use crate::api::public::state::Public;
use crate::api::response::{HTML, typed};
use crate::http::body::{self, RequestContext};
use crate::refusal::Refusal;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use sotto::ticket::{ReplyNumber, Ticket};
use sotto::wire::{LETTER_REPLIES, REPLY};
use std::fmt::Write;
use std::sync::Arc;

/// The placeholder in the site's page of replies that is replaced by them.
const PLACEHOLDER: &str = "<!--replies-->";

/// `POST /letters/{language}/replies`: the replies under the number that the writer chose, as text.
///
/// The page has one size, found or not.
pub async fn post_replies(
    State(intake): State<Arc<Public>>,
    Path(language): Path<String>,
    Extension(context): Extension<RequestContext>,
    body: Body,
) -> Result<Response, Refusal> {
    let page = intake.page(&language, "letter/replies")?;
    let form = body::receive(&context, body, 1, |length| length <= 1024).await?;
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
    let (before, after) = text.split_once(PLACEHOLDER).ok_or(Refusal::Unknown)?;
    let missing = if found.is_empty() { "none" } else { "some" };
    let shown = format!("<div class=\"replies {missing}\">{}</div>", blocks(&found)?);
    let page = format!("{before}{shown}{after}").into_bytes();
    Ok(typed(StatusCode::OK, HTML, page))
}

/// Returns each reply in a block of its own, and as much random text as the missing ones would take.
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
