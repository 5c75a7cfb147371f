//! One answer of a reporter.

use serde::{Deserialize, Serialize};

/// A reporter's answer to one question: one value, or the options that were ticked.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    One(String),
    Many(Vec<String>),
}

impl Answer {
    /// Returns all values of the answer.
    pub fn values(&self) -> Vec<&str> {
        match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts.iter().map(String::as_str).collect(),
        }
    }
}
