//! A reply to a codename as its handler signs it: for one address, under one tag, on one day.
//!
//! The page shows nothing else as a reply. Without the address, a reply could be shown to somebody else, by whoever knows their tag key.

use crate::keyring::keys::Keys;
use crate::remote::reply::error::ReplyError;
use serde::Serialize;
use sotto::day::Day;
use sotto::frame::frame;
use sotto::hex::Hex;
use sotto::signed::{Purpose, Signature, canonical};
use sotto::ticket::Ticket;

/// The bytes that a framed reply begins with.
const MAGIC: &[u8] = b"sotto/2 reply\n";

/// A handler who signs replies today.
pub struct Author<'a> {
    pub keys: &'a Keys,
    /// The serial number of the roster in force.
    pub roster: u64,
    pub day: Day,
}

/// What is signed.
#[derive(Serialize)]
struct Reply<'a> {
    /// The SHA-256 of the reply address.
    address: Hex<32>,
    day: Day,
    handler: &'a str,
    roster: u64,
    tag: Ticket,
    text: &'a str,
}

#[derive(Serialize)]
struct SignedReply<'a> {
    reply: Reply<'a>,
    signature: Signature,
}

impl Author<'_> {
    /// Returns `text` with this author's signature over it, the address and the tag, framed.
    ///
    /// # Errors
    ///
    /// [`ReplyError::TooLong`] for a text of 4 GiB or more.
    pub fn framed(&self, address: Hex<32>, tag: Ticket, text: &str) -> Result<Vec<u8>, ReplyError> {
        let (handler, roster, day) = (self.keys.id.as_str(), self.roster, self.day);
        let reply = Reply {
            address,
            day,
            handler,
            roster,
            tag,
            text,
        };
        let message = canonical(&reply).map_err(|_| ReplyError::TooLong)?;
        let signature = self.keys.sign(Purpose::Reply, &message);
        let signed = canonical(&SignedReply { reply, signature });
        let signed = signed.map_err(|_| ReplyError::TooLong)?;
        frame(MAGIC, &[&signed]).map_err(|_| ReplyError::TooLong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remote::reply::length::{WITHOUT_TEXT, length};

    #[test]
    fn what_is_signed_is_as_long_as_the_limit_reckons() {
        let keys = Keys::draw(&"x".repeat(32)).unwrap();
        let author = Author {
            keys: &keys,
            roster: u64::MAX,
            day: Day::FIRST,
        };
        for text in ["", "x", "\"\\\n\u{1}", "خذ وقتك."] {
            let framed = author.framed(Hex([1; 32]), [2; 16].into(), text).unwrap();
            assert_eq!(framed.len(), WITHOUT_TEXT + length(text));
        }
    }
}
