//! The content of a submission. No other room has these types.
//!
//! A report is framed: `sotto/1`, a line feed, a length in four bytes, the reporter's signature and the JSON, zeros. Whatever
//! opens and has no such frame is a letter: text or a file, sealed by other means.

use crate::report::answer::Answer;
use crate::report::authorship::{Claim, tag_key_of};
use crate::report::manifest::Attachment;
use serde::{Deserialize, Serialize};
use sotto::frame::unframe;
use sotto::hex::Hex;
use sotto::roster::HybridRecipient;
use sotto::signed::{SignedText, VerifyingKey};
use sotto::ticket::Ticket;
use std::collections::BTreeMap;

/// What every framed report begins with.
pub const MAGIC: &[u8] = b"sotto/1\n";

/// The content of a sealed file.
pub enum Content {
    Report(Box<Report>),
    /// Text that was sealed without our page.
    Letter(String),
    /// A file that is not text, sealed without our page.
    File(Vec<u8>),
}

/// The kinds of framed reports, in the order in which one reporter's follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Format {
    #[serde(rename = "sotto/1 report")]
    Report,
    /// One or more answers from a reporter who came back.
    #[serde(rename = "sotto/1 follow-up")]
    FollowUp,
    /// A request that everything the reporter sent be erased.
    #[serde(rename = "sotto/1 withdrawal")]
    Withdrawal,
    /// A case that another organisation handed over. One that comes from the intake in this form is refused.
    #[serde(rename = "sotto/1 handed-over")]
    HandedOver,
}

impl Format {
    /// Returns the kind's name, as commands and pages show it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::FollowUp => "follow-up",
            Self::Withdrawal => "withdrawal",
            Self::HandedOver => "handed-over",
        }
    }
}

/// A report as the reporter's page wrote it.
#[derive(Serialize, Deserialize)]
pub struct Report {
    pub format: Format,
    /// The code of the page's language, such as `ar`.
    pub page: String,
    pub answers: BTreeMap<String, Answer>,
    pub attachments: Vec<Attachment>,
    /// The key that replies are sealed to. A case that another organisation handed over has none, nor has a report that is not
    /// signed: nobody knows whose the key is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<HybridRecipient>,
    /// The key that names the reporter's replies on the board.
    pub tag_key: Hex<32>,
    /// The key that tells this reporter from all others. `None` if the report is not signed with it under its ticket, or if
    /// `tag_key` is not the one that follows from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<VerifyingKey>,
    /// Whom it was sealed to. A case that another organisation handed over does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<SealedTo>,
    /// The organisation that handed the case over; `None` for a report from the intake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

impl Report {
    /// Returns whether the key that the report names signed this text of it, under this ticket.
    fn is_signed(&self, ticket: Ticket, SignedText { signature, text }: SignedText) -> bool {
        let claim = Claim {
            ticket,
            format: self.format.as_str(),
            text,
        };
        self.reporter.is_some_and(|key| {
            tag_key_of(&key) == self.tag_key && claim.is_signed(&key, &signature)
        })
    }
}

/// Whom a report was sealed to, as its page was told: SHA-256 of the roster, and of each epoch card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedTo {
    pub roster: Hex<32>,
    pub cards: Vec<Hex<32>>,
}

/// The bytes begin as a report does, and cannot be read as one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("it opened, but it is not a report that this desk can read; a newer version of Sotto may")]
pub struct NotAReport;

impl Content {
    /// Parses the plaintext of a sealed file that came under this ticket. Believes its reporter key and its reply address only if
    /// the reporter signed them.
    pub fn read(ticket: Ticket, plaintext: &[u8]) -> Result<Self, NotAReport> {
        if !plaintext.starts_with(MAGIC) {
            let letter = String::from_utf8(plaintext.to_vec()).ok();
            let text = letter.filter(|text| !text.contains('\0'));
            return Ok(text.map_or_else(|| Self::File(plaintext.to_vec()), Self::Letter));
        }
        let part = unframe(MAGIC, plaintext).ok_or(NotAReport)?;
        let signed = SignedText::parse(part);
        let json = signed.map_or(part, |signed| signed.text);
        let mut report: Report = serde_json::from_slice(json).map_err(|_| NotAReport)?;
        if !report.attachments.iter().all(Attachment::is_sound) {
            return Err(NotAReport);
        }
        if !signed.is_some_and(|signed| report.is_signed(ticket, signed)) {
            (report.reporter, report.reply_to) = (None, None);
        }
        Ok(Self::Report(Box::new(report)))
    }

    /// Returns whom a report was sealed to, if it says so.
    pub fn sealed_to(&self) -> Option<&SealedTo> {
        match self {
            Self::Report(report) => report.to.as_ref(),
            Self::Letter(_) | Self::File(_) => None,
        }
    }

    /// Returns the attachments. A letter has none.
    pub fn attachments(&self) -> &[Attachment] {
        match self {
            Self::Report(report) => &report.attachments,
            Self::Letter(_) | Self::File(_) => &[],
        }
    }

    /// Returns the single answer to this question, if there is one.
    pub fn answer(&self, question: &str) -> Option<&str> {
        match self {
            Self::Report(report) => match report.answers.get(question)? {
                Answer::One(text) => Some(text),
                Answer::Many(_) => None,
            },
            Self::Letter(_) | Self::File(_) => None,
        }
    }

    /// Returns every value of the answer to this question, ticked or written.
    pub fn answers(&self, question: &str) -> Vec<&str> {
        match self {
            Self::Report(report) => report
                .answers
                .get(question)
                .map_or_else(Vec::new, Answer::values),
            Self::Letter(_) | Self::File(_) => Vec::new(),
        }
    }

    /// Returns the code of the language that the reporter wants an answer in, or else of the page that they used.
    pub fn language(&self) -> Option<&str> {
        match self {
            Self::Report(report) => self.answer("lang").or(Some(report.page.as_str())),
            Self::Letter(_) | Self::File(_) => None,
        }
    }

    /// Returns whether the reporter allowed the report to be counted in statistics.
    pub fn may_be_counted(&self) -> bool {
        !self.is_unsigned() && self.answer("count_me") == Some("yes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::hybrid::HybridIdentity;
    use crate::keyring::open::open;
    use crate::report::fixture::{GOLDEN, Reporter};
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use sotto::frame::frame;
    use sotto::sealed::Sealed;

    fn reporter() -> Reporter {
        Reporter::new(1)
    }

    fn ticket() -> Ticket {
        [1; 16].into()
    }

    fn told() -> Value {
        reporter().told(
            "report",
            &json!({"story": "A link came.", "need": ["message", "advice"], "count_me": "yes"}),
        )
    }

    fn framed(part: &[u8]) -> Vec<u8> {
        frame(MAGIC, &[part]).unwrap()
    }

    fn read(plaintext: &[u8]) -> Result<Content, NotAReport> {
        Content::read(ticket(), plaintext)
    }

    #[test]
    fn a_framed_report_is_read_whole() {
        let content = read(&reporter().sign(ticket(), &told())).unwrap();
        assert_eq!(
            (
                content.answer("story"),
                content.answer("need"),
                content.may_be_counted()
            ),
            (Some("A link came."), None, true)
        );
        assert_eq!(content.reporter(), Some(tag_key_of(&reporter().key())));
        assert!(!content.is_unsigned());
    }

    #[test]
    fn what_the_pages_own_code_sealed_opens_here() {
        let handler = HybridIdentity::from_seed([3; 32]);
        let sealed =
            Sealed::try_from(include_bytes!("../../../tests/golden/report.age").to_vec()).unwrap();
        assert_eq!((sealed.recipients(), sealed.as_ref().len()), (2, 16 << 10));
        let ticket = GOLDEN.parse().unwrap();
        let plaintext = open(sealed.as_ref(), &[&handler]).unwrap();
        let content = Content::read(ticket, plaintext.expose()).unwrap();
        assert_eq!(
            content.answer("story"),
            Some("A golden story: ذهب, золото, 金.")
        );
        assert!(content.reporter().is_some());
        assert!(open(sealed.as_ref(), &[&HybridIdentity::from_seed([5; 32])]).is_err());
    }

    #[test]
    fn anything_else_that_opens_is_a_letter() {
        assert!(
            matches!(read(b"Dear helpline").unwrap(), Content::Letter(text) if text == "Dear helpline")
        );
        for file in [&b"PK\x03\x04\0\0"[..], b"\xff\xd8\xff\xe0"] {
            assert!(matches!(read(file).unwrap(), Content::File(bytes) if bytes == file));
        }
    }

    #[test]
    fn a_frame_that_lies_is_no_report() {
        let good = reporter().sign(ticket(), &told());
        let mut dirty = good.clone();
        dirty.extend([0, 0, 1]);
        let mut long = good.clone();
        long[8] = 255;
        let mut greedy = told();
        greedy["attachments"] = json!([{"name": "a", "type": "", "size": 1 << 30, "key": "00".repeat(32), "pieces": [], "digest": "00".repeat(32), "metadata": "none"}]);
        for wrong in [
            dirty,
            long,
            MAGIC.to_vec(),
            framed(b"{}"),
            framed(format!("{}\n", Hex([0; 64])).as_bytes()),
            reporter().sign(ticket(), &greedy),
        ] {
            assert!(read(&wrong).is_err());
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = read(&bytes);
            let _ = read(&framed(&bytes));
            let _ = read(&framed(format!("{}\n{}", Hex([0; 64]), String::from_utf8_lossy(&bytes)).as_bytes()));
        }
    }
}
