//! The address at which a reporter looks for replies, and how a reply is sealed for them.

use crate::keyring::hybrid::HybridRecipient;
use crate::keyring::seal::seal_to;
use crate::remote::reply::authored::Author;
use crate::remote::reply::error::ReplyError;
use crate::remote::reply::length::{LONGEST, length};
use crate::remote::reply::tags::{Tags, in_letter};
use crate::report::content::Content;
use sha2::{Digest, Sha256};
use sotto::hex::Hex;
use sotto::wire::REPLY;
use std::slice::from_ref;

/// The place where a reporter looks for replies, and the key that only they can open replies with.
pub struct Address {
    recipient: HybridRecipient,
    /// The SHA-256 of the recipient's text, which is signed with each reply; `None` in a letter, whose replies are not signed.
    digest: Option<Hex<32>>,
    pub tags: Tags,
}

impl Address {
    /// Returns the reply address in a report or letter.
    ///
    /// # Errors
    ///
    /// [`ReplyError::NoAddress`] if none came.
    pub fn of(content: &Content) -> Result<Self, ReplyError> {
        let (recipient, digest) = match content {
            Content::Report(report) => {
                let key = report.reply_to.as_ref().map(|key| key.as_str());
                let recipient = key.and_then(|key| HybridRecipient::parse(key).ok());
                (recipient, key.map(|key| Hex(Sha256::digest(key).into())))
            }
            Content::Letter(text) => (in_letter(text).map(|(recipient, _)| recipient), None),
            Content::File(_) => (None, None),
        };
        Ok(Self {
            recipient: recipient.ok_or(ReplyError::NoAddress)?,
            digest,
            tags: Tags::of(content).ok_or(ReplyError::NoAddress)?,
        })
    }

    /// Seals `text` as the `n`-th reply, counted from 0, and returns exactly [`REPLY`] bytes. Only a reply to a codename is signed: a
    /// letter's writer reads it with an age program.
    ///
    /// # Errors
    ///
    /// Those of [`check`].
    pub fn seal(&self, text: &str, n: u32, author: &Author<'_>) -> Result<Vec<u8>, ReplyError> {
        check(text)?;
        let recipient = from_ref(&self.recipient);
        let sealed = match self.digest {
            Some(address) => {
                let framed = author.framed(address, self.tags.tag(n), text)?;
                seal_to(recipient, &framed, 0, REPLY)
            }
            None => seal_to(recipient, text.trim_end().as_bytes(), b'\n', REPLY),
        };
        sealed.map_err(ReplyError::Seal)
    }
}

/// Checks that `text` can be a reply, to a codename or to a letter.
///
/// # Errors
///
/// [`ReplyError::Empty`] without text; [`ReplyError::TooLong`] for more than [`LONGEST`] bytes, as [`length`] counts them.
pub fn check(text: &str) -> Result<(), ReplyError> {
    if text.trim().is_empty() {
        return Err(ReplyError::Empty);
    }
    if length(text) > LONGEST {
        return Err(ReplyError::TooLong);
    }
    Ok(())
}
