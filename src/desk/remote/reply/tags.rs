//! The tags under which the replies to one reporter hang on the board.

use crate::keyring::hybrid::HybridRecipient;
use crate::report::content::Content;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use sotto::hex::Hex;
use sotto::ticket::{ReplyNumber, Ticket};
use sotto::wire::LETTER_REPLIES;

/// How many replies a reporter's page looks for.
pub const MOST: u32 = 256;

/// What the tags of one reporter's replies are made from.
pub enum Tags {
    /// A key that is derived from a codename.
    Codename(Hex<32>),
    /// A number that was written into a letter.
    Letter(ReplyNumber),
}

impl Tags {
    /// Returns what a report or letter says about its tags; `None` if its reporter looks for no replies.
    pub fn of(content: &Content) -> Option<Self> {
        match content {
            Content::Report(report) => {
                let looks = report.reply_to.is_some();
                looks.then_some(Self::Codename(report.tag_key))
            }
            Content::Letter(text) => in_letter(text).map(|(_, number)| Self::Letter(number)),
            Content::File(_) => None,
        }
    }

    /// Returns the name of the `n`-th reply on the board, counted from 0.
    pub fn tag(&self, n: u32) -> Ticket {
        match self {
            Self::Codename(key) => {
                // HMAC takes keys of every length.
                let digest = Hmac::<Sha256>::new_from_slice(&key.0)
                    .map(|hmac| hmac.chain_update(n.to_be_bytes()).finalize().into_bytes())
                    .unwrap_or_default();
                let mut tag = [0; 16];
                tag.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
                tag.into()
            }
            Self::Letter(number) => Ticket::of_letter_reply(number, n),
        }
    }

    /// Returns how many replies this reporter can have on the board.
    pub const fn most(&self) -> u32 {
        match self {
            Self::Codename(_) => MOST,
            Self::Letter(_) => LETTER_REPLIES,
        }
    }
}

/// Returns the key and the reply number in a letter: a line with an `age1pq1…` recipient, and on the next line the number.
pub fn in_letter(text: &str) -> Option<(HybridRecipient, ReplyNumber)> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let recipient = lines.by_ref().find_map(|line| {
        line.split_whitespace()
            .find_map(|word| HybridRecipient::parse(word).ok())
    })?;
    Some((recipient, lines.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_those_that_the_reporters_page_looks_for() {
        // frontend/test/codename.test.ts has the same tag, of the same key.
        let tags = Tags::Codename(Hex([7; 32]));
        assert_eq!(tags.tag(5).to_string(), "dtbut5ddnxh2s4h2cj4heolg6q");
    }
}
