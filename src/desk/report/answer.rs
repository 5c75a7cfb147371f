//! One answer of a reporter.

use serde::{Deserialize, Serialize};

/// One answer, or several ticked.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    One(String),
    Many(Vec<String>),
}

impl Answer {
    /// Returns the values, one or several.
    pub fn values(&self) -> Vec<&str> {
        match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts.iter().map(String::as_str).collect(),
        }
    }
}
