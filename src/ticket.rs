//! The random name of a report or piece, chosen by the page. It says nothing about when, who or what.

use crate::as_text::as_text;
use data_encoding::{BASE32_NOPAD, Encoding, Specification};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// Sixteen bytes, written as 26 characters of lower-case base32 (RFC 4648 without padding).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket([u8; 16]);

/// The text is no ticket.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a ticket: 26 letters and digits, as `sotto-desk list` prints them")]
pub struct NotATicket;

static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut lower = Specification::new();
    lower.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
    lower.encoding().unwrap_or(BASE32_NOPAD)
});

impl Ticket {
    /// Returns the ticket whose withdrawal `secret` proves: the first 16 bytes of its SHA-256.
    pub fn of_secret(secret: &[u8; 32]) -> Self {
        Self::of_digest(Sha256::digest(secret).into())
    }

    /// Returns the name of an event, envelope or contribution: the first 16 bytes of the SHA-256 of its sealed bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::of_digest(Sha256::digest(bytes).into())
    }

    /// Returns the name of the `n`-th reply to a letter whose writer chose this reply number.
    ///
    /// The first 16 bytes of SHA-256 over `sotto/1 letter reply`, a line feed, `n` in four bytes, the number.
    pub fn of_letter_reply(number: &ReplyNumber, n: u32) -> Self {
        let digest = Sha256::new()
            .chain_update(b"sotto/1 letter reply\n")
            .chain_update(n.to_be_bytes())
            .chain_update(&number.0)
            .finalize();
        Self::of_digest(digest.into())
    }

    /// Returns the first 16 bytes of a digest as a ticket.
    fn of_digest(digest: [u8; 32]) -> Self {
        let mut ticket = [0; 16];
        ticket
            .iter_mut()
            .zip(digest)
            .for_each(|(to, from)| *to = from);
        Self(ticket)
    }

    /// Returns the 16 bytes.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// A long number that the writer of a letter chose, to find the replies by.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyNumber(String);

/// The text is no reply number.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a reply number: at least 16 digits")]
pub struct NotAReplyNumber;

impl FromStr for ReplyNumber {
    type Err = NotAReplyNumber;

    /// Reads digits of any script, however they are grouped.
    fn from_str(text: &str) -> Result<Self, NotAReplyNumber> {
        let mut digits = String::new();
        for char in text.chars() {
            let zeros = ['0', '٠', '۰', '०', '０'];
            let value = zeros
                .iter()
                .filter_map(|zero| u32::from(char).checked_sub(u32::from(*zero)))
                .find(|value| *value < 10);
            match value.and_then(|value| char::from_digit(value, 10)) {
                Some(digit) => digits.push(digit),
                None if char.is_whitespace() || "-.,_".contains(char) => {}
                None => return Err(NotAReplyNumber),
            }
        }
        if (16..=64).contains(&digits.len()) {
            Ok(Self(digits))
        } else {
            Err(NotAReplyNumber)
        }
    }
}

impl From<[u8; 16]> for Ticket {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE32.encode(&self.0))
    }
}

impl FromStr for Ticket {
    type Err = NotATicket;

    fn from_str(text: &str) -> Result<Self, NotATicket> {
        let bytes = BASE32.decode(text.as_bytes()).map_err(|_| NotATicket)?;
        bytes.try_into().map(Self).map_err(|_| NotATicket)
    }
}

as_text!(Ticket);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_is_spelled_in_one_way_only() {
        let ticket = Ticket::from([0; 16]);
        assert_eq!(ticket.to_string(), "a".repeat(26));
        for wrong in [
            "",
            "a",
            &"A".repeat(26),
            &"a".repeat(25),
            &"a".repeat(27),
            &format!("{}b", "a".repeat(25)),
            &"1".repeat(26),
        ] {
            assert_eq!(wrong.parse::<Ticket>(), Err(NotATicket), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_ticket_reads_back(bytes: [u8; 16]) {
            let ticket = Ticket::from(bytes);
            prop_assert_eq!(ticket.to_string().parse(), Ok(ticket));
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = text.parse::<Ticket>();
        }
    }

    #[test]
    fn a_reply_number_is_the_same_however_it_is_written_and_names_replies_apart() {
        let plain: ReplyNumber = "4711081512345678".parse().unwrap();
        for written in [
            "4711 0815 1234 5678",
            " 4711-0815-1234-5678\r\n",
            "٤٧١١٠٨١٥١٢٣٤٥٦٧٨",
            "۴۷۱۱۰۸۱۵۱۲۳۴۵۶۷۸",
        ] {
            assert!(written.parse() == Ok(plain.clone()), "{written}");
        }
        assert_ne!(
            Ticket::of_letter_reply(&plain, 0),
            Ticket::of_letter_reply(&plain, 1)
        );
        for wrong in [
            "",
            "123456789012345",
            "4711 0815 1234 567x",
            &"1".repeat(65),
        ] {
            assert!(
                wrong.parse::<ReplyNumber>() == Err(NotAReplyNumber),
                "{wrong}"
            );
        }
    }
}
