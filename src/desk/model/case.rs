//! The state of a case, as its events made it.

use crate::model::change::{Change, CountedIn, Outcome, Priority, State, Vetting};
use crate::model::label::Label;
use serde::Serialize;
use sotto::code::Code;
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet};

/// The state of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Case {
    pub state: State,
    /// The day on which it came into its present state.
    pub since: Option<Day>,
    pub outcome: Option<Outcome>,
    pub vetting: Vetting,
    /// The priority that a handler decided on; `None` where the suggested one stands.
    pub priority: Option<Priority>,
    /// The id of the handler who has taken the case up.
    pub owner: Option<String>,
    pub labels: BTreeSet<Label>,
    pub links: BTreeSet<Ticket>,
    /// Indicators that a handler marked as the attacker's.
    pub marked: BTreeSet<String>,
    pub notes: Vec<Note>,
    pub consents: Vec<Note>,
    pub code: Option<Code>,
    /// The plans that it was counted in, by their digests.
    pub contributed: BTreeMap<Hex<32>, CountedIn>,
    /// The replies that were pinned to the board, by number, counted from 0.
    pub replies: BTreeMap<u32, Reply>,
    pub handed_over: Vec<HandedOver>,
    /// Every event, in order.
    pub timeline: Vec<Line>,
}

/// A note by a handler, or a reporter's consent as a handler recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    pub day: Day,
    pub handler: String,
    pub text: String,
}

/// A reply as the team wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reply {
    pub day: Day,
    pub handler: String,
    pub text: String,
    pub taken_down: bool,
}

/// A package that was handed over to another organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandedOver {
    /// The organisation, as the handler named it.
    pub to: String,
    /// The fingerprint of the key that the package was sealed to.
    pub key: String,
    pub parts: Vec<String>,
    /// The digest of the package.
    pub package: Hex<32>,
    /// The handler of the other organisation who signed that it arrived; `None` until one does.
    pub receipt: Option<String>,
}

/// One event in the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub day: Day,
    pub handler: String,
    pub change: Change,
    /// The value that this event overwrote, in words, if its handler had not seen that value.
    pub unseen: Option<String>,
}

impl Case {
    /// Returns the day on which it was closed, if it still is.
    pub fn closed_on(&self) -> Option<Day> {
        self.since.filter(|_| self.state == State::Closed)
    }
}

impl Default for Case {
    fn default() -> Self {
        Self {
            state: State::New,
            since: None,
            outcome: None,
            vetting: Vetting::NotStarted,
            priority: None,
            owner: None,
            labels: BTreeSet::new(),
            links: BTreeSet::new(),
            marked: BTreeSet::new(),
            notes: Vec::new(),
            consents: Vec::new(),
            code: None,
            contributed: BTreeMap::new(),
            replies: BTreeMap::new(),
            handed_over: Vec::new(),
            timeline: Vec::new(),
        }
    }
}
