//! Answers a reporter: a message sealed to the reply address that came with the report.
//!
//! Framed as `sotto/1 reply`, a line feed, the length in four bytes, the text, zeros, so that every sealed
//! reply is exactly 4 KiB.

use super::keyring::hybrid::HybridRecipient;
use super::keyring::seal::{SealError, seal_to};
use super::report::Told;

const MAGIC: &[u8] = b"sotto/1 reply\n";

/// The size of every sealed reply, in bytes.
pub const SIZE: usize = 4 << 10;

/// The longest text that always fits, in bytes: the header that age makes varies by some hundred.
pub const LONGEST: usize = 1_900;

/// Why there is no reply, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ReplyError {
    #[error("there is no text to seal; write it to standard input")]
    Empty,
    #[error("the reply is too long: at most 1,900 bytes; send it as several")]
    TooLong,
    #[error("this reporter gave no address to reply to")]
    NoAddress,
    #[error("{0}")]
    Seal(SealError),
}

/// Seals `text` to the reporter.
pub fn seal(told: &Told, text: &str) -> Result<Vec<u8>, ReplyError> {
    let Told::Report(report) = told else {
        return Err(ReplyError::NoAddress);
    };
    let recipient =
        HybridRecipient::parse(report.reply_to.as_str()).map_err(|_| ReplyError::NoAddress)?;
    if text.trim().is_empty() {
        return Err(ReplyError::Empty);
    }
    let length = u32::try_from(text.len())
        .ok()
        .filter(|_| text.len() <= LONGEST)
        .ok_or(ReplyError::TooLong)?;
    let framed = [MAGIC, &length.to_be_bytes(), text.as_bytes()].concat();
    seal_to(&recipient, &framed, SIZE).map_err(ReplyError::Seal)
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

    #[test]
    fn every_reply_has_one_size() {
        for text in ["x".to_owned(), "y".repeat(LONGEST)] {
            for _ in 0..20 {
                assert_eq!(seal(&told(), &text).unwrap().len(), SIZE);
            }
        }
    }

    #[test]
    fn what_cannot_be_a_reply_is_said() {
        assert!(matches!(seal(&told(), " \n"), Err(ReplyError::Empty)));
        assert!(matches!(
            seal(&told(), &"z".repeat(LONGEST + 1)),
            Err(ReplyError::TooLong)
        ));
        assert!(matches!(
            seal(&Told::Letter(String::new()), "hello"),
            Err(ReplyError::NoAddress)
        ));
    }

    /// Writes the golden reply anew where `ops/golden` asks for it; otherwise, that this desk still makes such files.
    #[test]
    fn the_golden_reply_is_of_this_kind() {
        let sealed = seal(
            &told(),
            "We read your report. Please do not open the link. خذ وقتك.",
        )
        .unwrap();
        if let Some(out) = std::env::var_os("SOTTO_GOLDEN_REPLY") {
            std::fs::write(out, &sealed).unwrap();
        }
        assert_eq!(
            sealed.len(),
            include_bytes!("../../tests/golden/reply.age").len()
        );
    }
}
