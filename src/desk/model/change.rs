//! Everything that can change in a case, or in a team. What is not here cannot be said to other desks.

use crate::model::label::Label;
use serde::{Deserialize, Serialize};
use sotto::code::Code;
use sotto::hex::Hex;
use sotto::plan::Series;
use sotto::ticket::Ticket;
use std::fmt;
use std::str::FromStr;

/// Words of a fixed list: each has one spelling, in commands, in events and on the page.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal: $($(#[$of:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$of])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// How it is written.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = NotAWord;

            fn from_str(text: &str) -> Result<Self, NotAWord> {
                let found = Self::ALL.iter().copied().find(|value| value.word() == text);
                found.ok_or(NotAWord($what, &[$($word),+]))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

/// The word is not in its list.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {0}; choose one of: {list}", list = .1.join(", "))]
pub struct NotAWord(&'static str, &'static [&'static str]);

words! {
    /// How far a case has come.
    State, "a state":
    New = "new", Open = "open", WaitingReporter = "waiting-reporter", WaitingPartner = "waiting-partner",
    Resolved = "resolved", Closed = "closed",
}

impl State {
    /// Whether nothing more is to be done.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Resolved | Self::Closed)
    }
}

words! {
    /// How a case ended, for the team; for the statistics there is [`sotto::code::Outcome`].
    Outcome, "an outcome":
    Spyware = "confirmed-spyware", Phishing = "confirmed-phishing", Inconclusive = "inconclusive",
    Untargeted = "untargeted-or-stalkerware", Nothing = "nothing-found", Referred = "referred",
    OutOfMandate = "out-of-mandate", Duplicate = "duplicate", NoReply = "no-reply", Spam = "spam-or-test",
}

words! {
    /// Whether the team knows whom it deals with.
    Vetting, "a vetting":
    NotStarted = "not-started", InProgress = "in-progress", Vouched = "vouched", Declined = "declined",
    NotNeeded = "not-needed",
}

words! {
    /// How soon somebody must look. The first is the most urgent.
    Priority, "a priority":
    /// Within 2 hours.
    P1 = "p1",
    /// Within 8.
    P2 = "p2",
    /// Within 24.
    P3 = "p3",
    /// Within 72.
    P4 = "p4",
}

words! {
    /// What needs a second handler's word.
    Act, "an act":
    /// Forget a case at every desk.
    Purge = "purge",
    /// Let what its reporter told leave the team.
    Narrative = "narrative",
}

/// A value that was set, and the one that was seen before: where another had been set meanwhile, that shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set<T> {
    pub from: T,
    pub to: T,
}

/// What kind of release a case was counted in, and what that spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedIn {
    pub series: Series,
    /// Of several organisations together.
    pub joint: bool,
    /// Of the case's budget, in thousandths.
    pub rho: u32,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    State(Set<State>),
    Outcome(Set<Option<Outcome>>),
    Vetting(Set<Vetting>),
    /// `None`: as suggested.
    Priority(Set<Option<Priority>>),
    /// A handler's id.
    Owner(Set<Option<String>>),
    Code(Set<Option<Code>>),
    AddLabel(Label),
    RemoveLabel(Label),
    /// It has to do with another case.
    Link(Ticket),
    Unlink(Ticket),
    /// This indicator is the attacker's, and may leave the team.
    MarkIndicator(String),
    UnmarkIndicator(String),
    Note(String),
    /// It was counted in a contribution to the plan of this digest.
    Contributed {
        plan: Hex<32>,
        counted: CountedIn,
    },
    /// The plan of this digest was replaced before anything was released by it: what it counted is free again.
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
    /// Of the team: a second handler is asked to agree to this act on this case.
    Propose {
        act: Act,
        case: Ticket,
    },
    /// Of the team: the proposal of this event is agreed to.
    Agree(Hex<32>),
    /// Of the team: it is not.
    Refuse(Hex<32>),
    /// These parts were sealed to another organisation, whose key has this fingerprint.
    HandedOver {
        to: String,
        key: String,
        parts: Vec<String>,
        package: Hex<32>,
    },
    /// The other organisation signed that it has the package.
    Receipt {
        package: Hex<32>,
        by: String,
    },
    /// What its reporter told was written out, or another paper of the case.
    Exported(String),
    /// It was sealed again, to a handler who came later.
    Resealed {
        to: String,
    },
    /// Of the team, not of a case: a handler who came later asks for the open cases.
    AskForCases,
}

impl Change {
    /// What takes it back; nothing, where that cannot be.
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
