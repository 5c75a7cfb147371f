//! Labels: words from fixed lists, or free ones behind `platform:` and `campaign:`.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A label of a case, such as `threat:phishing`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Label(String);

/// The kinds of threat.
pub const THREATS: [&str; 10] = [
    "phishing",
    "one-click",
    "zero-click",
    "account",
    "seizure",
    "stalkerware",
    "malware",
    "network",
    "physical",
    "harassment",
];
/// Traffic Light Protocol, <https://www.first.org/tlp/>.
pub const TLP: [&str; 5] = ["red", "amber+strict", "amber", "green", "clear"];
/// Permissible Actions Protocol, <https://www.misp-project.org/taxonomies.html#_pap>.
pub const PAP: [&str; 4] = ["red", "amber", "green", "clear"];

/// The text is no label.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a label; write threat:, tlp: or pap: and a word of its list, or platform: or campaign: and a name of a-z, 0-9 and -"
)]
pub struct NotALabel;

impl Label {
    /// Returns the label as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the word behind `kind`, such as `blue` of `campaign:blue`; `None` if the label is of another kind.
    pub fn of(&self, kind: &str) -> Option<&str> {
        self.0.strip_prefix(kind)?.strip_prefix(':')
    }
}

impl FromStr for Label {
    type Err = NotALabel;

    fn from_str(text: &str) -> Result<Self, NotALabel> {
        let (kind, word) = text.split_once(':').ok_or(NotALabel)?;
        let free = || {
            (1..=40).contains(&word.len())
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let known = match kind {
            "threat" => THREATS.contains(&word),
            "tlp" => TLP.contains(&word),
            "pap" => PAP.contains(&word),
            "platform" | "campaign" => free(),
            _ => false,
        };
        known.then(|| Self(text.to_owned())).ok_or(NotALabel)
    }
}

impl TryFrom<String> for Label {
    type Error = NotALabel;

    fn try_from(text: String) -> Result<Self, NotALabel> {
        text.parse()
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_come_from_their_lists() {
        for good in [
            "threat:phishing",
            "tlp:amber+strict",
            "pap:green",
            "platform:ios",
            "campaign:blue-17",
        ] {
            assert_eq!(good.parse::<Label>().unwrap().to_string(), good);
        }
        for wrong in [
            "",
            "phishing",
            "threat:",
            "threat:evil",
            "campaign:",
            "campaign:Ana Lovelace",
            "mood:grim",
        ] {
            assert_eq!(wrong.parse::<Label>(), Err(NotALabel), "{wrong}");
        }
    }
}
