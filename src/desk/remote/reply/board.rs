//! Pins sealed replies to the intake's board, and takes them down.
//!
//! A reply to a codename is framed as `sotto/1 reply`, a line feed, the length in four bytes, the text, zeros; a reply to a letter
//! is the text, padded with line feeds. Every sealed reply is exactly 4 KiB. Nobody but the reporter and the team can tell from a
//! reply's tag whom it is for.

use crate::client::{ClientError, Intake};
use crate::model::change::Change;
use crate::remote::connection;
use crate::remote::reply::address::Address;
use crate::remote::reply::address::MOST;
use crate::remote::reply::address::ReplyError;
use crate::session::error::SessionError;
use crate::session::shared::SharedSession;
use crate::session::unlocked::Session;
use hyper::StatusCode;
use sotto::ticket::Ticket;

/// Pins `text` to the board for the reporter of this case, and records that in the case. Returns the reply's number, counted from 1.
/// `now` is in seconds since the Unix epoch.
///
/// # Errors
///
/// [`ReplyError::TooLong`] and [`ReplyError::TooMany`], before anything is recorded.
pub fn post(
    session: &SharedSession,
    ticket: Ticket,
    text: &str,
    now: u64,
) -> Result<u32, ReplyError> {
    let (head, address, first) = session.at(|session| {
        let (head, address) = addressed(session, ticket)?;
        let text = text.to_owned();
        session
            .could_record(head, Change::Replied { n: MOST, text })
            .map_err(|_| ReplyError::TooLong)?;
        let case = session.case(head).map_err(ReplyError::Session)?;
        let first = case.replies.keys().next_back().map_or(0, |last| last + 1);
        Ok::<_, ReplyError>((head, address, first))
    })?;
    let sealed = address.seal(text)?;
    let posting = async {
        let intake = connection::connect(session, now).await;
        pin(&intake.map_err(ReplyError::Pull)?, &address, first, &sealed).await
    };
    let n = connection::run(posting, ReplyError::Start)?;
    session.at(|session| {
        let text = text.to_owned();
        session
            .change(&[head], &[Change::Replied { n, text }])
            .map_err(ReplyError::Session)?;
        session
            .store
            .keep_draft(head, "")
            .map_err(|error| ReplyError::Session(SessionError::Store(error)))
    })?;
    Ok(n + 1)
}

/// Pins a sealed reply to the board under the first free number from `first` on: another desk may have used the next one. Returns
/// the number, counted from 0.
async fn pin(
    intake: &Intake,
    address: &Address,
    first: u32,
    sealed: &[u8],
) -> Result<u32, ReplyError> {
    for n in first..address.most() {
        match intake.pin(address.tag(n), sealed).await {
            Ok(true) => return Ok(n),
            Ok(false) => {}
            Err(ClientError::Answer(StatusCode::SERVICE_UNAVAILABLE)) => {
                return Err(ReplyError::Full);
            }
            Err(error) => return Err(ReplyError::Client(error)),
        }
    }
    Err(ReplyError::TooMany)
}

/// Takes the reply with this number, counted from 1, down from the board, and records that in the case. `now` is in seconds since
/// the Unix epoch.
///
/// # Errors
///
/// [`ReplyError::NotThere`] if no reply with this number is on the board.
pub fn take_down(
    session: &SharedSession,
    ticket: Ticket,
    number: u32,
    now: u64,
) -> Result<(), ReplyError> {
    let n = number.checked_sub(1).ok_or(ReplyError::NotThere(0))?;
    let (head, address) = session.at(|session| {
        let (head, address) = addressed(session, ticket)?;
        let case = session.case(head).map_err(ReplyError::Session)?;
        if case.replies.get(&n).is_none_or(|reply| reply.taken_down) {
            return Err(ReplyError::NotThere(number));
        }
        Ok((head, address))
    })?;
    let taking = async {
        let intake = connection::connect(session, now)
            .await
            .map_err(ReplyError::Pull)?;
        let taken = intake.take_down(address.tag(n)).await;
        taken.map_err(ReplyError::Client)
    };
    connection::run(taking, ReplyError::Start)?;
    session.at(|session| {
        session
            .change(&[head], &[Change::TakenDown { n }])
            .map_err(ReplyError::Session)
            .map(|_| ())
    })
}

/// Returns the head of the case and its reporter's reply address.
fn addressed(session: &Session, ticket: Ticket) -> Result<(Ticket, Address), ReplyError> {
    let head = session.entry(ticket).map_err(ReplyError::Session)?.head;
    let content = session.content(head).map_err(ReplyError::Session)?;
    Ok((head, Address::of(content)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::hybrid::HybridIdentity;
    use crate::keyring::hybrid::HybridRecipient;
    use crate::keyring::open::open;
    use crate::remote::reply::address::LONGEST;
    use crate::report::content::Content;
    use sotto::hex::Hex;
    use sotto::wire::REPLY;

    fn content() -> Content {
        let sealed = include_bytes!("../../../../tests/golden/report.age");
        Content::read(
            open(sealed, &[&HybridIdentity::from_seed([3; 32])])
                .unwrap()
                .expose(),
        )
        .unwrap()
    }

    fn address() -> Address {
        Address::of(&content()).unwrap()
    }

    #[test]
    fn every_reply_has_one_size() {
        for text in ["x".to_owned(), "y".repeat(LONGEST)] {
            for _ in 0..20 {
                assert_eq!(address().seal(&text).unwrap().len(), REPLY);
            }
        }
    }

    #[test]
    fn what_cannot_be_a_reply_is_said() {
        assert!(matches!(address().seal(" \n"), Err(ReplyError::Empty)));
        assert!(matches!(
            address().seal(&"z".repeat(LONGEST + 1)),
            Err(ReplyError::TooLong)
        ));
    }

    #[test]
    fn a_letter_says_where_its_writer_looks_for_replies() {
        let identity = HybridIdentity::from_seed([8; 32]);
        let key = identity.recipient();
        let letter = |text: &str| Address::of(&Content::Letter(text.to_owned()));
        let address = letter(&format!(
            "عزيزي\nPublic key: {key}\n\n4711 0815 1234 5678\nThe rest."
        ))
        .unwrap();
        let number = "4711081512345678".parse().unwrap();
        assert_eq!(address.tag(3), Ticket::of_letter_reply(&number, 3));
        let opened = open(&address.seal("We read it.\n").unwrap(), &[&identity]).unwrap();
        assert!(opened.expose().starts_with(b"We read it.\n\n"));
        for wrong in [
            String::new(),
            "hello".to_owned(),
            key.clone(),
            format!("{key}\nthanks"),
            format!("4711 0815 1234 5678\n{key}"),
        ] {
            assert!(matches!(letter(&wrong), Err(ReplyError::NoAddress)));
        }
    }

    /// Writes the golden reply again if `ops/golden` asks for it; otherwise checks that this desk still makes such files.
    #[test]
    fn the_golden_reply_is_of_this_kind() {
        let sealed = address()
            .seal("We read your report. Please do not open the link. خذ وقتك.")
            .unwrap();
        if let Some(out) = std::env::var_os("SOTTO_GOLDEN_REPLY") {
            std::fs::write(out, &sealed).unwrap();
        }
        assert_eq!(
            sealed.len(),
            include_bytes!("../../../../tests/golden/reply.age").len()
        );
    }

    #[test]
    fn tags_are_those_that_the_reporters_page_looks_for() {
        // frontend/test/form.test.ts has the same tag, of the same key.
        let content = Address::Codename {
            recipient: HybridRecipient::parse(&HybridIdentity::from_seed([8; 32]).recipient())
                .unwrap(),
            tag_key: Hex([7; 32]),
        };
        assert_eq!(content.tag(5).to_string(), "dtbut5ddnxh2s4h2cj4heolg6q");
    }
}
