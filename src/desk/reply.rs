//! Answers a reporter: a message sealed to the reply address that came with the report, pinned to the board.
//!
//! Framed as `sotto/1 reply`, a line feed, the length in four bytes, the text, zeros, so that every sealed
//! reply is exactly 4 KiB; to the writer of a letter, the text alone and line feeds. To whom it is pinned only its tag tells, and that only to its reporter.

use super::change::Change;
use super::client::ClientError;
use super::desk::{Desk, DeskError};
use super::keyring::hybrid::HybridRecipient;
use super::keyring::seal::{SealError, seal_to};
use super::pull::{self, Locked, PullError, Shared};
use super::report::Told;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use sotto::frame::frame;
use sotto::hex::Hex;
use sotto::ticket::{ReplyNumber, Ticket};
use sotto::wire::{LETTER_REPLIES, REPLY};
use std::io;

const MAGIC: &[u8] = b"sotto/1 reply\n";

/// The longest text that always fits, in bytes: the header that age makes varies by some hundred.
pub const LONGEST: usize = 1_900;

/// How many replies a reporter's page looks for.
const MOST: u32 = 256;

/// Why there is no reply, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ReplyError {
    #[error("there is no text to seal; write it to standard input")]
    Empty,
    #[error("the reply is too long: at most 1,900 bytes; send it as several")]
    TooLong,
    #[error("this reporter gave no address to reply to")]
    NoAddress,
    #[error(
        "the board has no room for another reply to this reporter; take an older one down first"
    )]
    TooMany,
    #[error("there is no reply {0} on the board; `sotto-desk show` numbers them")]
    NotThere(u32),
    #[error("{0}")]
    Seal(SealError),
    #[error("{0}")]
    Desk(DeskError),
    #[error("{0}")]
    Pull(PullError),
    #[error("{0}; nothing was posted")]
    Client(ClientError),
    #[error("cannot start: {0}")]
    Start(io::Error),
}

impl From<Locked> for ReplyError {
    fn from(_: Locked) -> Self {
        Self::Pull(PullError::Locked)
    }
}

/// Where a reporter looks for replies, and what only they can open.
pub enum Address {
    /// Both come from a codename.
    Codename {
        recipient: HybridRecipient,
        tag_key: Hex<32>,
    },
    /// Both were written into a letter.
    Letter {
        recipient: HybridRecipient,
        number: ReplyNumber,
    },
}

impl Address {
    /// The address that came with a report or letter.
    ///
    /// In a letter: a line with an `age1pq1…` recipient, and on the next line the reply number.
    pub fn of(told: &Told) -> Result<Self, ReplyError> {
        match told {
            Told::Report(report) => {
                let key = report.reply_to.as_ref();
                let key = key.and_then(|key| HybridRecipient::parse(key.as_str()).ok());
                key.map(|recipient| Self::Codename {
                    recipient,
                    tag_key: report.tag_key,
                })
                .ok_or(ReplyError::NoAddress)
            }
            Told::Letter(text) => in_letter(text).ok_or(ReplyError::NoAddress),
            Told::File(_) => Err(ReplyError::NoAddress),
        }
    }

    /// The name of the `n`-th reply on the board.
    fn tag(&self, n: u32) -> Ticket {
        match self {
            Self::Codename { tag_key, .. } => {
                // HMAC takes keys of every length.
                let digest = Hmac::<Sha256>::new_from_slice(&tag_key.0)
                    .map(|hmac| hmac.chain_update(n.to_be_bytes()).finalize().into_bytes())
                    .unwrap_or_default();
                let mut tag = [0; 16];
                tag.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
                tag.into()
            }
            Self::Letter { number, .. } => Ticket::of_letter_reply(number, n),
        }
    }

    const fn most(&self) -> u32 {
        match self {
            Self::Codename { .. } => MOST,
            Self::Letter { .. } => LETTER_REPLIES,
        }
    }

    /// Seals `text` in exactly [`REPLY`] bytes.
    fn seal(&self, text: &str) -> Result<Vec<u8>, ReplyError> {
        let (Self::Codename { recipient, .. } | Self::Letter { recipient, .. }) = self;
        let recipient = std::slice::from_ref(recipient);
        if text.trim().is_empty() {
            return Err(ReplyError::Empty);
        }
        if text.len() > LONGEST {
            return Err(ReplyError::TooLong);
        }
        let sealed = match self {
            Self::Codename { .. } => {
                let framed = frame(MAGIC, &[text.as_bytes()]).map_err(|_| ReplyError::TooLong)?;
                seal_to(recipient, &framed, 0, REPLY)
            }
            // Read by a person with an age program: text, and line feeds behind it.
            Self::Letter { .. } => seal_to(recipient, text.trim_end().as_bytes(), b'\n', REPLY),
        };
        sealed.map_err(ReplyError::Seal)
    }
}

fn in_letter(text: &str) -> Option<Address> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let recipient = lines.by_ref().find_map(|line| {
        line.split_whitespace()
            .find_map(|word| HybridRecipient::parse(word).ok())
    })?;
    let number = lines.next()?.parse().ok()?;
    Some(Address::Letter { recipient, number })
}

/// Pins `text` to the board for the reporter of this case, and notes that in the case. Its number, from 1.
pub fn post(desk: &Shared, ticket: Ticket, text: &str, now: u64) -> Result<u32, ReplyError> {
    let (head, address, first) = desk.at(|desk| {
        let (head, address) = addressed(desk, ticket)?;
        let text = text.to_owned();
        desk.could_record(head, Change::Replied { n: MOST, text })
            .map_err(|_| ReplyError::TooLong)?;
        let case = desk.case(head).map_err(ReplyError::Desk)?;
        let first = case.replies.keys().next_back().map_or(0, |last| last + 1);
        Ok::<_, ReplyError>((head, address, first))
    })?;
    let sealed = address.seal(text)?;
    let posting = async {
        let intake = pull::session(desk, now).await.map_err(ReplyError::Pull)?;
        for n in first..address.most() {
            // Where another desk was quicker, the next number is taken.
            if intake
                .pin(address.tag(n), &sealed)
                .await
                .map_err(ReplyError::Client)?
            {
                return Ok(n);
            }
        }
        Err(ReplyError::TooMany)
    };
    let n = pull::run(posting, ReplyError::Start)?;
    desk.at(|desk| {
        let text = text.to_owned();
        desk.change(&[head], &[Change::Replied { n, text }])
            .map_err(ReplyError::Desk)?;
        desk.store
            .keep_draft(head, "")
            .map_err(|error| ReplyError::Desk(DeskError::Store(error)))
    })?;
    Ok(n + 1)
}

/// Takes a reply down from the board by its number, counted from 1, and notes that.
pub fn take_down(desk: &Shared, ticket: Ticket, number: u32, now: u64) -> Result<(), ReplyError> {
    let n = number.checked_sub(1).ok_or(ReplyError::NotThere(0))?;
    let (head, address) = desk.at(|desk| {
        let (head, address) = addressed(desk, ticket)?;
        let case = desk.case(head).map_err(ReplyError::Desk)?;
        if case.replies.get(&n).is_none_or(|reply| reply.taken_down) {
            return Err(ReplyError::NotThere(number));
        }
        Ok((head, address))
    })?;
    let taking = async {
        let intake = pull::session(desk, now).await.map_err(ReplyError::Pull)?;
        let taken = intake.take_down(address.tag(n)).await;
        taken.map_err(ReplyError::Client)
    };
    pull::run(taking, ReplyError::Start)?;
    desk.at(|desk| {
        desk.change(&[head], &[Change::TakenDown { n }])
            .map_err(ReplyError::Desk)
            .map(|_| ())
    })
}

fn addressed(desk: &Desk, ticket: Ticket) -> Result<(Ticket, Address), ReplyError> {
    let head = desk.entry(ticket).map_err(ReplyError::Desk)?.head;
    let told = desk.told(head).map_err(ReplyError::Desk)?;
    Ok((head, Address::of(told)?))
}

#[cfg(test)]
mod tests {
    use super::super::keyring::hybrid::HybridIdentity;
    use super::super::keyring::open::open;
    use super::*;

    fn told() -> Told {
        let sealed = include_bytes!("../../tests/golden/report.age");
        Told::read(
            open(sealed, &HybridIdentity::from_seed([3; 32]))
                .unwrap()
                .expose(),
        )
        .unwrap()
    }

    fn address() -> Address {
        Address::of(&told()).unwrap()
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
        let letter = |text: &str| Address::of(&Told::Letter(text.to_owned()));
        let address = letter(&format!(
            "عزيزي\nPublic key: {key}\n\n4711 0815 1234 5678\nThe rest."
        ))
        .unwrap();
        let number = "4711081512345678".parse().unwrap();
        assert_eq!(address.tag(3), Ticket::of_letter_reply(&number, 3));
        let opened = open(&address.seal("We read it.\n").unwrap(), &identity).unwrap();
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

    /// Writes the golden reply anew where `ops/golden` asks for it; otherwise, that this desk still makes such files.
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
            include_bytes!("../../tests/golden/reply.age").len()
        );
    }

    #[test]
    fn tags_are_those_that_the_reporters_page_looks_for() {
        // frontend/test/form.test.ts has the same tag, of the same key.
        let told = Address::Codename {
            recipient: HybridRecipient::parse(&HybridIdentity::from_seed([8; 32]).recipient())
                .unwrap(),
            tag_key: Hex([7; 32]),
        };
        assert_eq!(told.tag(5).to_string(), "dtbut5ddnxh2s4h2cj4heolg6q");
    }
}
