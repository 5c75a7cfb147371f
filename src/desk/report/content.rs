//! The content of a submission. No other room has these types.
//!
//! A report is framed: `sotto/1`, a line feed, the length of the JSON in four bytes, the JSON, zeros. Whatever
//! opens and has no such frame is a letter: text or a file, sealed by other means.

use crate::report::answer::Answer;
use crate::report::manifest::Attachment;
use serde::{Deserialize, Serialize};
use sotto::frame::unframe;
use sotto::hex::Hex;
use sotto::roster::HybridRecipient;
use std::collections::BTreeMap;

/// What every framed report begins with.
pub const MAGIC: &[u8] = b"sotto/1\n";

/// The content of a sealed file.
pub enum Content {
    Report(Report),
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
    /// The key that replies are sealed to. A case that another organisation handed over has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<HybridRecipient>,
    /// The key that names the reporter's replies on the board.
    pub tag_key: Hex<32>,
    /// Whom it was sealed to. A case that another organisation handed over does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<SealedTo>,
    /// The organisation that handed the case over; `None` for a report from the intake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
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
    /// Parses the plaintext of a sealed file.
    pub fn read(plaintext: &[u8]) -> Result<Self, NotAReport> {
        if !plaintext.starts_with(MAGIC) {
            let letter = String::from_utf8(plaintext.to_vec()).ok();
            let text = letter.filter(|text| !text.contains('\0'));
            return Ok(text.map_or_else(|| Self::File(plaintext.to_vec()), Self::Letter));
        }
        let json = unframe(MAGIC, plaintext).ok_or(NotAReport)?;
        let report: Report = serde_json::from_slice(json).map_err(|_| NotAReport)?;
        let sound = report.attachments.iter().all(Attachment::is_sound);
        sound.then_some(Self::Report(report)).ok_or(NotAReport)
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

    /// Returns the answers as they are handed over to another organisation. A letter becomes the answer `story`.
    pub fn narrative(&self) -> BTreeMap<String, Answer> {
        match self {
            Self::Report(report) => report.answers.clone(),
            Self::Letter(text) => [("story".to_owned(), Answer::One(text.clone()))].into(),
            Self::File(_) => BTreeMap::new(),
        }
    }

    /// Returns all answers and the names of attachments, as text to search in.
    pub fn text(&self) -> String {
        match self {
            Self::Report(report) => {
                let answers = report.answers.values().flat_map(Answer::values);
                let names = report.attachments.iter().map(|file| file.name.as_str());
                answers.chain(names).collect::<Vec<_>>().join("\n")
            }
            Self::Letter(text) => text.clone(),
            Self::File(_) => String::new(),
        }
    }

    /// Returns the text that is searched for indicators: what the reporter wrote, without ticked options and without what they wrote
    /// about how to reach them.
    pub fn written(&self) -> String {
        const WRITTEN: [&str; 4] = ["story", "artefacts", "sender", "notice_text"];
        match self {
            Self::Report(_) => {
                let written = WRITTEN.iter().flat_map(|question| self.answers(question));
                written.collect::<Vec<_>>().join("\n")
            }
            // The line with the key for replies is left out.
            Self::Letter(text) => text
                .lines()
                .filter(|line| !line.contains("age1"))
                .collect::<Vec<_>>()
                .join("\n"),
            Self::File(_) => String::new(),
        }
    }

    /// Returns what the reporter wrote about how to reach them.
    pub fn contact(&self) -> &str {
        self.answer("reply").unwrap_or_default()
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
        self.answer("count_me") == Some("yes")
    }

    /// Returns the first 80 characters on one line, to tell reports in a list apart.
    pub fn opening(&self) -> String {
        let text = match self {
            Self::Report(Report {
                format: Format::Withdrawal,
                ..
            }) => "(withdrawn by its reporter)",
            Self::Report(_) => self.answer("story").unwrap_or("(no text)"),
            Self::Letter(text) => text,
            Self::File(_) => "(a file, sealed without the page)",
        };
        let line: String = text
            .chars()
            .take(80)
            .map(|char| if char.is_whitespace() { ' ' } else { char })
            .collect();
        if text.chars().count() > 80 {
            format!("{line}…")
        } else {
            line
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::hybrid::HybridIdentity;
    use crate::keyring::open::open;
    use proptest::prelude::*;
    use sotto::sealed::Sealed;

    fn framed(json: &[u8]) -> Vec<u8> {
        [
            MAGIC,
            &u32::try_from(json.len()).unwrap().to_be_bytes(),
            json,
            &[0; 9],
        ]
        .concat()
    }

    fn report() -> serde_json::Value {
        serde_json::json!({
            "format": "sotto/1 report", "page": "en", "answers": {"story": "A link came.", "need": ["message", "advice"], "count_me": "yes"},
            "attachments": [], "reply_to": format!("age1pq1{}", "q".repeat(1952)), "tag_key": "00".repeat(32),
        })
    }

    #[test]
    fn a_framed_report_is_read_whole() {
        let content = Content::read(&framed(report().to_string().as_bytes())).unwrap();
        assert_eq!(
            (
                content.answer("story"),
                content.answer("need"),
                content.may_be_counted()
            ),
            (Some("A link came."), None, true)
        );
    }

    #[test]
    fn what_the_pages_own_code_sealed_opens_here() {
        let handler = HybridIdentity::from_seed([3; 32]);
        let sealed =
            Sealed::try_from(include_bytes!("../../../tests/golden/report.age").to_vec()).unwrap();
        assert_eq!((sealed.recipients(), sealed.as_ref().len()), (2, 16 << 10));
        let content = Content::read(open(sealed.as_ref(), &[&handler]).unwrap().expose()).unwrap();
        assert_eq!(
            content.answer("story"),
            Some("A golden story: ذهب, золото, 金.")
        );
        assert!(open(sealed.as_ref(), &[&HybridIdentity::from_seed([5; 32])]).is_err());
    }

    #[test]
    fn anything_else_that_opens_is_a_letter() {
        assert!(
            matches!(Content::read(b"Dear helpline").unwrap(), Content::Letter(text) if text == "Dear helpline")
        );
        for file in [&b"PK\x03\x04\0\0"[..], b"\xff\xd8\xff\xe0"] {
            assert!(matches!(Content::read(file).unwrap(), Content::File(bytes) if bytes == file));
        }
    }

    #[test]
    fn a_frame_that_lies_is_no_report() {
        let good = framed(report().to_string().as_bytes());
        let mut dirty = good.clone();
        *dirty.last_mut().unwrap() = 1;
        let mut long = good.clone();
        long[8] = 255;
        let mut greedy = report();
        greedy["attachments"] = serde_json::json!([{"name": "a", "type": "", "size": 1 << 30, "key": "00".repeat(32), "pieces": [], "digest": "00".repeat(32), "metadata": "none"}]);
        for wrong in [
            dirty,
            long,
            MAGIC.to_vec(),
            framed(b"{}"),
            framed(greedy.to_string().as_bytes()),
        ] {
            assert!(Content::read(&wrong).is_err());
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = Content::read(&bytes);
            let _ = Content::read(&framed(&bytes));
        }
    }
}
