//! The commands of a handler on cases, the same for the page and the command line.

use crate::model::change::{Act, Change, NotAWord, Outcome, Priority, State, Vetting};
use crate::model::label::Label;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::triage::actions::{
    self, answer_proposal, assign, label, link, mark, propose, set_outcome, set_priority,
    set_state, set_vetting, write,
};
use sotto::code::Code;
use sotto::ticket::Ticket;

/// The word that goes back to the suggested priority.
const SUGGESTED: &str = "suggested";
/// The word for no assignee.
const NOBODY: &str = "nobody";

/// One command. Some commands take several cases; the others take exactly one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    SetState {
        tickets: Vec<Ticket>,
        state: State,
    },
    SetOutcome {
        tickets: Vec<Ticket>,
        outcome: Option<Outcome>,
    },
    SetVetting {
        tickets: Vec<Ticket>,
        vetting: Vetting,
    },
    /// Sets the priority of cases; `None` goes back to the suggested one.
    SetPriority {
        tickets: Vec<Ticket>,
        priority: Option<Priority>,
    },
    /// Assigns cases; `None` leaves them with nobody.
    Assign {
        tickets: Vec<Ticket>,
        assignee: Option<String>,
    },
    Label {
        tickets: Vec<Ticket>,
        labels: Vec<Label>,
        remove: bool,
    },
    Link {
        ticket: Ticket,
        other: Ticket,
        remove: bool,
    },
    /// Marks indicators as the attacker's.
    Mark {
        ticket: Ticket,
        indicators: Vec<String>,
        remove: bool,
    },
    Note {
        ticket: Ticket,
        text: String,
    },
    Consent {
        ticket: Ticket,
        text: String,
    },
    Propose {
        ticket: Ticket,
        act: Act,
    },
    Answer {
        ticket: Ticket,
        act: Act,
        agree: bool,
    },
    Code {
        tickets: Vec<Ticket>,
        code: Code,
    },
}

impl Command {
    /// Carries the command out, on all of its cases or on none. Returns each change with its case's head, so that it can be undone.
    ///
    /// # Errors
    ///
    /// A [`SessionError`] that says what to do; then nothing was changed.
    pub fn apply(self, session: &mut Session) -> Result<Vec<(Ticket, Change)>, SessionError> {
        match self {
            Self::SetState { tickets, state } => set_state(session, &tickets, state),
            Self::SetOutcome { tickets, outcome } => set_outcome(session, &tickets, outcome),
            Self::SetVetting { tickets, vetting } => set_vetting(session, &tickets, vetting),
            Self::SetPriority { tickets, priority } => set_priority(session, &tickets, priority),
            Self::Assign { tickets, assignee } => assign(session, &tickets, assignee.as_deref()),
            Self::Label {
                tickets,
                labels,
                remove,
            } => label(session, &tickets, labels, remove),
            Self::Code { tickets, code } => actions::code(session, &tickets, code),
            Self::Link {
                ticket,
                other,
                remove,
            } => link(session, ticket, other, remove),
            Self::Mark {
                ticket,
                indicators,
                remove,
            } => mark(session, ticket, &indicators, remove),
            Self::Note { ticket, text } => write(session, ticket, &text, Change::Note),
            Self::Consent { ticket, text } => write(session, ticket, &text, Change::Consent),
            Self::Propose { ticket, act } => propose(session, ticket, act),
            Self::Answer { ticket, act, agree } => answer_proposal(session, ticket, act, agree),
        }
    }
}

impl Command {
    /// Returns the cases that it is done to.
    pub fn tickets(&self) -> &[Ticket] {
        match self {
            Self::SetState { tickets, .. }
            | Self::SetOutcome { tickets, .. }
            | Self::SetVetting { tickets, .. }
            | Self::SetPriority { tickets, .. }
            | Self::Assign { tickets, .. }
            | Self::Label { tickets, .. }
            | Self::Code { tickets, .. } => tickets,
            Self::Link { ticket, .. }
            | Self::Mark { ticket, .. }
            | Self::Note { ticket, .. }
            | Self::Consent { ticket, .. }
            | Self::Propose { ticket, .. }
            | Self::Answer { ticket, .. } => std::slice::from_ref(ticket),
        }
    }
}

/// Parses a priority, or the word for the suggested one, which is `None`.
///
/// # Errors
///
/// [`NotAWord`] lists the priorities.
pub fn priority(word: &str) -> Result<Option<Priority>, NotAWord> {
    match word {
        SUGGESTED => Ok(None),
        word => word.parse().map(Some),
    }
}

/// Returns the assignee's id, or `None` for the word that means nobody.
pub fn assignee(word: &str) -> Option<String> {
    Some(word).filter(|word| *word != NOBODY).map(str::to_owned)
}
