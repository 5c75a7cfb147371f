//! Why a reply was not posted or taken down, and what to do.

use crate::client::ClientError;
use crate::keyring::seal::SealError;
use crate::remote::error::PullError;
use crate::remote::reply::length::LONGEST;
use crate::session::error::SessionError;
use crate::session::shared::Locked;
use std::io;

/// Why a reply was not posted or taken down, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ReplyError {
    #[error("there is no text to seal; write it to standard input")]
    Empty,
    #[error(
        "the reply is too long: at most {LONGEST} bytes, of which line breaks, quotation marks and backslashes take two each; send it as several"
    )]
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
