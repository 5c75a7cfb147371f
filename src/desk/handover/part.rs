//! The parts of a case that can be handed over.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A part of a case that can be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The indicators that may leave the team.
    Indicators,
    /// The labels, the outcome and the code.
    Facts,
    /// The reporter's answers, in their own words.
    Narrative,
    /// The attachments.
    Files,
}

impl Part {
    /// Returns the word for the part.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Indicators => "indicators",
            Self::Facts => "facts",
            Self::Narrative => "narrative",
            Self::Files => "files",
        }
    }

    /// Returns whether the part can identify the reporter, so that a second handler must agree.
    pub const fn points(self) -> bool {
        matches!(self, Self::Narrative | Self::Files)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is no part.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a part; choose from: indicators, facts, narrative, files")]
pub struct NotAPart;

impl FromStr for Part {
    type Err = NotAPart;

    fn from_str(text: &str) -> Result<Self, NotAPart> {
        let all = [Self::Indicators, Self::Facts, Self::Narrative, Self::Files];
        all.into_iter()
            .find(|part| part.as_str() == text)
            .ok_or(NotAPart)
    }
}
