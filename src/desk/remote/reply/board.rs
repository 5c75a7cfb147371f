//! Pins sealed replies to the intake's board, and takes them down.
//!
//! A reply to a codename is framed as `sotto/2 reply`, a line feed, the length in four bytes, the text with its handler's signature as
//! JSON, zeros; a reply to a letter is the text, padded with line feeds. Every sealed reply is exactly 4 KiB. Nobody but the reporter
//! and the team can tell from a reply's tag whom it is for.

use crate::client::{ClientError, Intake};
use crate::model::change::Change;
use crate::remote::connection;
use crate::remote::reply::address::{Address, check};
use crate::remote::reply::authored::Author;
use crate::remote::reply::compare::is_strange;
use crate::remote::reply::error::ReplyError;
use crate::remote::reply::tags::MOST;
use crate::session::error::SessionError;
use crate::session::membership::roster;
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
    check(text)?;
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
    let posting = async {
        let intake = connection::connect(session, now).await;
        let intake = intake.map_err(ReplyError::Pull)?;
        let sealed = |n| session.at(|session| sealed(session, &address, text, n));
        pin(&intake, &address, first, sealed).await
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

/// Returns the `n`-th reply, signed by this desk's handler under the roster in force, and sealed.
fn sealed(session: &Session, address: &Address, text: &str, n: u32) -> Result<Vec<u8>, ReplyError> {
    let author = Author {
        keys: session.store.keys(),
        roster: roster(session).map_err(ReplyError::Session)?.serial,
        day: session.today,
    };
    address.seal(text, n, &author)
}

/// Pins a reply to the board under the first free number from `first` on: another desk may have used the next one. `sealed` seals it
/// for a number. Returns the number, counted from 0.
async fn pin(
    intake: &Intake,
    address: &Address,
    first: u32,
    sealed: impl Fn(u32) -> Result<Vec<u8>, ReplyError>,
) -> Result<u32, ReplyError> {
    for n in first..address.tags.most() {
        match intake.pin(address.tags.tag(n), &sealed(n)?).await {
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
/// [`ReplyError::NotThere`] if no reply with this number is on the board, as far as this desk knows.
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
        let strange = is_strange(session, head, number).map_err(ReplyError::Session)?;
        if !strange && case.replies.get(&n).is_none_or(|reply| reply.taken_down) {
            return Err(ReplyError::NotThere(number));
        }
        Ok((head, address))
    })?;
    let taking = async {
        let intake = connection::connect(session, now)
            .await
            .map_err(ReplyError::Pull)?;
        let taken = intake.take_down(address.tags.tag(n)).await;
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
    use crate::keyring::keys::Keys;
    use crate::keyring::open::open;
    use crate::remote::reply::length::{LONGEST, length};
    use crate::report::content::Content;
    use crate::report::fixture::GOLDEN;
    use proptest::prelude::*;
    use sotto::day::Day;
    use sotto::secret::Secret;
    use sotto::wire::REPLY;

    fn content() -> Content {
        let sealed = include_bytes!("../../../../tests/golden/report.age");
        Content::read(
            GOLDEN.parse().unwrap(),
            open(sealed, &[&HybridIdentity::from_seed([3; 32])])
                .unwrap()
                .expose(),
        )
        .unwrap()
    }

    fn address() -> Address {
        Address::of(&content()).unwrap()
    }

    /// Returns the keys of a handler with this id, each of 32 bytes of 5.
    fn keys(id: &str) -> Keys {
        Keys::from_bytes(&Secret::new([&[5; 96], id.as_bytes()].concat())).unwrap()
    }

    fn sealed(address: &Address, keys: &Keys, text: &str) -> Result<Vec<u8>, ReplyError> {
        let day = "2026-11-25".parse::<Day>().unwrap();
        let author = Author {
            keys,
            roster: 3,
            day,
        };
        address.seal(text, 0, &author)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn every_reply_has_one_size(text in "[a\n\"\u{1}ش金]{1,2000}", id in "[a-z]{1,32}") {
            let sealed = sealed(&address(), &keys(&id), &text);
            match sealed {
                Ok(sealed) => prop_assert_eq!(sealed.len(), REPLY),
                Err(ReplyError::TooLong) => prop_assert!(length(&text) > LONGEST),
                Err(_) => prop_assert!(text.trim().is_empty()),
            }
        }
    }

    #[test]
    fn the_longest_text_always_fits_and_a_longer_one_is_refused() {
        let keys = keys(&"x".repeat(32));
        let address = address();
        for text in ["y".repeat(LONGEST), "\"".repeat(LONGEST / 2)] {
            for _ in 0..40 {
                assert_eq!(sealed(&address, &keys, &text).unwrap().len(), REPLY);
            }
            let longer = sealed(&address, &keys, &format!("{text}zz"));
            assert!(matches!(longer, Err(ReplyError::TooLong)));
        }
        let empty = sealed(&address, &keys, " \n");
        assert!(matches!(empty, Err(ReplyError::Empty)));
    }

    #[test]
    fn the_limit_that_is_said_is_the_limit_that_holds() {
        let said = ReplyError::TooLong.to_string();
        assert!(said.contains(&format!("at most {LONGEST} bytes")), "{said}");
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
        assert_eq!(address.tags.tag(3), Ticket::of_letter_reply(&number, 3));
        let reply = sealed(&address, &keys("ana"), "We read it.\n").unwrap();
        let opened = open(&reply, &[&identity]).unwrap();
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
        let text = "We read your report. Please do not open \"the link\".\n\\ \u{1}\u{8}\u{c}\r\t\u{7f}\u{2028} خذ وقتك.";
        let sealed = sealed(&address(), &keys("ana"), text).unwrap();
        if let Some(out) = std::env::var_os("SOTTO_GOLDEN_REPLY") {
            std::fs::write(out, &sealed).unwrap();
        }
        assert_eq!(
            sealed.len(),
            include_bytes!("../../../../tests/golden/reply.age").len()
        );
    }
}
