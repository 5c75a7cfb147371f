//! Every change that can be recorded in a case or for a team. Only these travel to the desks of colleagues.

use crate::model::label::Label;
use serde::{Deserialize, Serialize};
use sotto::code::Code;
use sotto::hex::Hex;
use sotto::plan::Series;
use sotto::ticket::Ticket;
use std::fmt;
use std::str::FromStr;

/// Declares an enum whose values are written as words of a fixed list: one spelling in commands, in events and on the page.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal: $($(#[$of:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$of])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the word for it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = NotAWord;

            fn from_str(text: &str) -> Result<Self, NotAWord> {
                let found = Self::ALL.iter().copied().find(|value| value.as_str() == text);
                found.ok_or(NotAWord($what, &[$($word),+]))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// The word is not in its list.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {0}; choose one of: {list}", list = .1.join(", "))]
pub struct NotAWord(&'static str, &'static [&'static str]);

words! {
    /// The stage that a case has reached.
    State, "a state":
    New = "new", Open = "open", WaitingReporter = "waiting-reporter", WaitingPartner = "waiting-partner",
    Resolved = "resolved", Closed = "closed",
}

impl State {
    /// Returns whether the work on the case is done.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Resolved | Self::Closed)
    }
}

words! {
    /// The end of a case, for the team; for the statistics there is [`sotto::code::Outcome`].
    Outcome, "an outcome":
    Spyware = "confirmed-spyware", Phishing = "confirmed-phishing", Inconclusive = "inconclusive",
    Untargeted = "untargeted-or-stalkerware", Nothing = "nothing-found", Referred = "referred",
    OutOfMandate = "out-of-mandate", Duplicate = "duplicate", NoReply = "no-reply", Spam = "spam-or-test",
}

words! {
    /// The team's check of who the reporter is.
    Vetting, "a vetting":
    NotStarted = "not-started", InProgress = "in-progress", Vouched = "vouched", Declined = "declined",
    NotNeeded = "not-needed",
}

words! {
    /// The urgency of a case: the longest wait for a first look. The first is the most urgent.
    Priority, "a priority":
    /// Within 2 hours.
    P1 = "p1",
    /// Within 8 hours.
    P2 = "p2",
    /// Within 24 hours.
    P3 = "p3",
    /// Within 72 hours.
    P4 = "p4",
}

words! {
    /// An act that a second handler must agree to.
    Act, "an act":
    /// Delete a case at every desk.
    Purge = "purge",
    /// Let the reporter's text and files leave the team.
    Narrative = "narrative",
}

/// A value that was set, and the value that the handler saw before. If a colleague has set another one meanwhile, the timeline
/// shows both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set<T> {
    pub from: T,
    pub to: T,
}

/// The kind of release that a case was counted in, and the privacy budget that it spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedIn {
    pub series: Series,
    /// Whether the release is of several organisations together.
    pub joint: bool,
    /// The share of the case's privacy budget that was spent, as rho in thousandths.
    pub rho: u32,
}

/// One change, as an event records it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    State(Set<State>),
    Outcome(Set<Option<Outcome>>),
    Vetting(Set<Vetting>),
    /// `None` stands for the suggested priority.
    Priority(Set<Option<Priority>>),
    /// A handler's id.
    Owner(Set<Option<String>>),
    Code(Set<Option<Code>>),
    AddLabel(Label),
    RemoveLabel(Label),
    /// The case is linked with another one.
    Link(Ticket),
    Unlink(Ticket),
    /// A handler marked this indicator as the attacker's, so that it may leave the team.
    MarkIndicator(String),
    UnmarkIndicator(String),
    Note(String),
    /// The case was counted in a contribution to the plan of this digest.
    Contributed {
        plan: Hex<32>,
        counted: CountedIn,
    },
    /// The plan with this digest was replaced before anything was released from it, so that the case may be counted again.
    Uncounted(Hex<32>),
    /// This text was pinned to the board as the `n`-th reply.
    Replied {
        n: u32,
        text: String,
    },
    /// The `n`-th reply was taken down.
    TakenDown {
        n: u32,
    },
    /// The reporter agreed to this, outside the form.
    Consent(String),
    /// For the team: a second handler is asked to agree to this act on this case.
    Propose {
        act: Act,
        case: Ticket,
    },
    /// For the team: a second handler agrees to the proposal of this event.
    Agree(Hex<32>),
    /// For the team: a handler refuses the proposal of this event, or takes it back.
    Refuse(Hex<32>),
    /// These parts were sealed to another organisation, whose key has this fingerprint.
    HandedOver {
        to: String,
        key: String,
        parts: Vec<String>,
        package: Hex<32>,
    },
    /// The other organisation signed that the package arrived.
    Receipt {
        package: Hex<32>,
        by: String,
    },
    /// The report, or another document of the case, was written to a file.
    Exported(String),
    /// The case was sealed again, to a handler who joined later.
    Resealed {
        to: String,
    },
    /// For the team: a handler who joined later asks for the open cases.
    AskForCases,
}

impl Change {
    /// Returns the change that takes this one back; `None` if it cannot be taken back.
    pub fn undo(&self) -> Option<Self> {
        fn back<T: Clone>(set: &Set<T>) -> Set<T> {
            Set {
                from: set.to.clone(),
                to: set.from.clone(),
            }
        }
        Some(match self {
            Self::State(set) => Self::State(back(set)),
            Self::Outcome(set) => Self::Outcome(back(set)),
            Self::Vetting(set) => Self::Vetting(back(set)),
            Self::Priority(set) => Self::Priority(back(set)),
            Self::Owner(set) => Self::Owner(back(set)),
            Self::Code(set) => Self::Code(back(set)),
            Self::AddLabel(label) => Self::RemoveLabel(label.clone()),
            Self::RemoveLabel(label) => Self::AddLabel(label.clone()),
            Self::Link(other) => Self::Unlink(*other),
            Self::Unlink(other) => Self::Link(*other),
            Self::MarkIndicator(value) => Self::UnmarkIndicator(value.clone()),
            Self::UnmarkIndicator(value) => Self::MarkIndicator(value.clone()),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_not_in_its_list_is_answered_with_the_list() {
        assert_eq!("open".parse(), Ok(State::Open));
        let said = "opne".parse::<State>().unwrap_err().to_string();
        assert!(said.contains("new, open, waiting-reporter"), "{said}");
        assert_eq!("p1".parse(), Ok(Priority::P1));
        assert!(Priority::P1 < Priority::P2);
    }
}
