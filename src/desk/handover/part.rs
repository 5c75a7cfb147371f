//! The parts of a case that can be given.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Addresses, domains, numbers, digests.
    Indicators,
    /// Labels, outcome, code.
    Facts,
    /// What the reporter told.
    Narrative,
    Files,
}

impl Part {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Indicators => "indicators",
            Self::Facts => "facts",
            Self::Narrative => "narrative",
            Self::Files => "files",
        }
    }

    /// Returns whether it can point at its reporter.
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
