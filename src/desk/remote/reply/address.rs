//! The address at which a reporter looks for replies, and how a reply is sealed for them.

use crate::client::ClientError;
use crate::keyring::hybrid::HybridRecipient;
use crate::keyring::seal::{SealError, seal_to};
use crate::remote::error::PullError;
use crate::report::content::Content;
use crate::session::error::SessionError;
use crate::session::shared::Locked;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use sotto::frame::frame;
use sotto::hex::Hex;
use sotto::ticket::{ReplyNumber, Ticket};
use sotto::wire::{LETTER_REPLIES, REPLY};
use std::io;

/// The bytes that a framed reply begins with.
pub const MAGIC: &[u8] = b"sotto/1 reply\n";

/// The length of the longest text that always fits, in bytes. The length of age's header varies by some hundred bytes.
pub const LONGEST: usize = 1_900;

/// How many replies a reporter's page looks for.
pub const MOST: u32 = 256;

/// Why a reply was not posted or taken down, and what to do.
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
    #[error(
        "the board has no room for another reply to anybody, and nothing was posted; take old ones down, or ask the operator for a shorter --retention"
    )]
    Full,
    #[error("there is no reply {0} on the board; `sotto-desk show` numbers them")]
    NotThere(u32),
    #[error("{0}")]
    Seal(SealError),
    #[error("{0}")]
    Session(SessionError),
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

/// The place where a reporter looks for replies, and the key that only they can open replies with.
pub enum Address {
    /// Both are derived from a codename.
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
    /// Returns the reply address in a report or letter.
    ///
    /// In a letter: a line with an `age1pq1…` recipient, and on the next line the reply number.
    ///
    /// # Errors
    ///
    /// [`ReplyError::NoAddress`] if none came.
    pub fn of(content: &Content) -> Result<Self, ReplyError> {
        match content {
            Content::Report(report) => {
                let key = report.reply_to.as_ref();
                let key = key.and_then(|key| HybridRecipient::parse(key.as_str()).ok());
                key.map(|recipient| Self::Codename {
                    recipient,
                    tag_key: report.tag_key,
                })
                .ok_or(ReplyError::NoAddress)
            }
            Content::Letter(text) => in_letter(text).ok_or(ReplyError::NoAddress),
            Content::File(_) => Err(ReplyError::NoAddress),
        }
    }

    /// Returns the name of the `n`-th reply on the board, counted from 0.
    pub fn tag(&self, n: u32) -> Ticket {
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

    /// Returns how many replies this reporter can have on the board.
    pub const fn most(&self) -> u32 {
        match self {
            Self::Codename { .. } => MOST,
            Self::Letter { .. } => LETTER_REPLIES,
        }
    }

    /// Seals `text`, and returns exactly [`REPLY`] bytes.
    ///
    /// # Errors
    ///
    /// [`ReplyError::Empty`] without text; [`ReplyError::TooLong`] for more than [`LONGEST`] bytes.
    pub fn seal(&self, text: &str) -> Result<Vec<u8>, ReplyError> {
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
            // A person reads it with an age program, so that it is text alone, padded with line feeds.
            Self::Letter { .. } => seal_to(recipient, text.trim_end().as_bytes(), b'\n', REPLY),
        };
        sealed.map_err(ReplyError::Seal)
    }
}

/// Returns the reply address in a letter.
fn in_letter(text: &str) -> Option<Address> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let recipient = lines.by_ref().find_map(|line| {
        line.split_whitespace()
            .find_map(|word| HybridRecipient::parse(word).ok())
    })?;
    let number = lines.next()?.parse().ok()?;
    Some(Address::Letter { recipient, number })
}
