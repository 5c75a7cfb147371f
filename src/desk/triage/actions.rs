//! The actions of a handler on cases, one function each. Each changes all of its cases or none, and returns each change with its
//! case's head. All fail as [`Session::entry`] does for a ticket without a case.

use crate::indicators::extract::refang;
use crate::indicators::indicator::Indicator;
use crate::model::case::Case;
use crate::model::change::{Act, Change, Outcome, Priority, Set, State, Vetting};
use crate::model::label::Label;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use sotto::code::Code;
use sotto::ticket::Ticket;

/// The greatest length of one note, in bytes. A longer text becomes several notes.
const NOTE: usize = 1_500;

/// Sets one value of several cases. A case that has the value already is not changed.
fn set<T: Clone + PartialEq>(
    session: &mut Session,
    tickets: &[Ticket],
    from: impl Fn(&Case) -> T,
    to: &T,
    change: fn(Set<T>) -> Change,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    let mut changes = Vec::new();
    for ticket in tickets {
        let from = from(session.case(*ticket)?);
        if from != *to {
            let to = to.clone();
            changes.push((*ticket, change(Set { from, to })));
        }
    }
    session.change_each(changes)
}

/// Sets the state of cases.
pub fn set_state(
    session: &mut Session,
    tickets: &[Ticket],
    state: State,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    set(session, tickets, |case| case.state, &state, Change::State)
}

/// Sets the outcome of cases; `None` removes it.
pub fn set_outcome(
    session: &mut Session,
    tickets: &[Ticket],
    outcome: Option<Outcome>,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    set(
        session,
        tickets,
        |case| case.outcome,
        &outcome,
        Change::Outcome,
    )
}

/// Sets the vetting of cases.
pub fn set_vetting(
    session: &mut Session,
    tickets: &[Ticket],
    vetting: Vetting,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    set(
        session,
        tickets,
        |case| case.vetting,
        &vetting,
        Change::Vetting,
    )
}

/// Sets the priority of cases; `None` goes back to the suggested one.
pub fn set_priority(
    session: &mut Session,
    tickets: &[Ticket],
    priority: Option<Priority>,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    set(
        session,
        tickets,
        |case| case.priority,
        &priority,
        Change::Priority,
    )
}

/// Assigns cases to a handler of the roster, or to nobody. A new case that is assigned becomes open.
///
/// # Errors
/// [`SessionError::NoHandler`] if the roster in force does not name this handler.
pub fn assign(
    session: &mut Session,
    tickets: &[Ticket],
    owner: Option<&str>,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    if let Some(owner) = owner {
        let known = session
            .roster()
            .is_some_and(|roster| roster.handler(owner).is_some());
        if !known && owner != session.store.keys().id {
            return Err(SessionError::NoHandler(owner.to_owned()));
        }
    }
    let mut changes = Vec::new();
    for ticket in tickets {
        let case = session.case(*ticket)?;
        if case.owner.as_deref() != owner {
            let (from, to) = (case.owner.clone(), owner.map(str::to_owned));
            changes.push((*ticket, Change::Owner(Set { from, to })));
        }
        if owner.is_some() && case.state == State::New {
            let (from, to) = (State::New, State::Open);
            changes.push((*ticket, Change::State(Set { from, to })));
        }
    }
    session.change_each(changes)
}

/// Adds labels to cases, or removes them.
pub fn label(
    session: &mut Session,
    tickets: &[Ticket],
    labels: Vec<Label>,
    remove: bool,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    let mut changes = Vec::new();
    for ticket in tickets {
        let case = session.case(*ticket)?;
        for label in labels
            .iter()
            .filter(|label| case.labels.contains(label) == remove)
        {
            let change = if remove {
                Change::RemoveLabel
            } else {
                Change::AddLabel
            };
            changes.push((*ticket, change(label.clone())));
        }
    }
    session.change_each(changes)
}

/// Links a case with another, or removes the link.
///
/// # Errors
/// [`SessionError::Itself`] if both tickets belong to the same case.
pub fn link(
    session: &mut Session,
    ticket: Ticket,
    other: Ticket,
    remove: bool,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    let (one, other) = (session.entry(ticket)?.head, session.entry(other)?.head);
    if one == other {
        return Err(SessionError::Itself);
    }
    if !remove {
        return session.change(&[one], &[Change::Link(other)]);
    }
    // Either case may have the link.
    let changes = vec![(one, Change::Unlink(other)), (other, Change::Unlink(one))];
    session.change_each(changes)
}

/// Marks indicators of a case as the attacker's, or removes the marks. `values` are spelled as `show` prints them, defanged or not.
///
/// # Errors
///
/// [`SessionError::NoIndicator`] if the case has no such indicator; then none is marked.
pub fn mark(
    session: &mut Session,
    ticket: Ticket,
    values: &[String],
    remove: bool,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    let entry = session.entry(ticket)?;
    let mut changes = Vec::new();
    for value in values {
        let is_meant = |found: &&Indicator| found.value == *value || found.value == refang(value);
        let found = entry.indicators().iter().find(is_meant);
        let value = found.ok_or_else(|| SessionError::NoIndicator(value.clone()))?;
        let value = value.value.clone();
        if entry.case.marked.contains(&value) == remove {
            changes.push(if remove {
                Change::UnmarkIndicator(value)
            } else {
                Change::MarkIndicator(value)
            });
        }
    }
    session.change(&[ticket], &changes)
}

/// Adds a text to a case as a note or a consent, as `change` says. A long text becomes several, broken between words.
///
/// # Errors
/// [`SessionError::Empty`] if there is no text.
pub fn write(
    session: &mut Session,
    ticket: Ticket,
    text: &str,
    change: fn(String) -> Change,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    let mut changes = Vec::new();
    let mut part = String::new();
    for word in text.trim().split_inclusive(char::is_whitespace) {
        if part.len() + word.len() > NOTE && !part.is_empty() {
            changes.push(change(std::mem::take(&mut part).trim_end().to_owned()));
        }
        part.push_str(word);
    }
    if !part.is_empty() {
        changes.push(change(part));
    }
    if changes.is_empty() {
        return Err(SessionError::Empty);
    }
    session.change(&[ticket], &changes)
}

/// Sets the code of closed cases for the statistics.
///
/// # Errors
/// [`SessionError::NotClosed`] for a case that is not closed; [`SessionError::OtherRegion`] if the code's country is not in its
/// region.
pub fn code(
    session: &mut Session,
    tickets: &[Ticket],
    code: Code,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    if !code.agrees() {
        return Err(SessionError::OtherRegion);
    }
    for ticket in tickets {
        if session.case(*ticket)?.state != State::Closed {
            return Err(SessionError::NotClosed(*ticket));
        }
    }
    set(
        session,
        tickets,
        |case| case.code,
        &Some(code),
        Change::Code,
    )
}

/// Proposes an act that a second handler must agree to. Nothing happens if it is proposed or agreed to already. A handler who is
/// now alone in the roster proposes it again: their proposal from before still needs somebody else's agreement.
pub fn propose(
    session: &mut Session,
    ticket: Ticket,
    act: Act,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    let case = session.entry(ticket)?.head;
    let proposals = &session.cases.proposals;
    let is_agreed = proposals.agreed(act).any(|proposal| proposal.case == case);
    let alone = session
        .roster()
        .is_some_and(|roster| roster.handlers.len() == 1);
    let waits = proposals.all_open().any(|(_, proposal)| {
        let same = proposal.act == act && proposal.case == case;
        same && (!alone || session.is_for_one_alone(proposal))
    });
    if !is_agreed && !waits {
        session.append_for_team(Change::Propose { act, case })?;
    }
    Ok(Vec::new())
}

/// Agrees to another handler's proposal, or refuses anybody's.
///
/// # Errors
/// [`SessionError::NotProposed`] if no such proposal waits; [`SessionError::OwnProposal`] for agreeing to one's own.
pub fn answer_proposal(
    session: &mut Session,
    ticket: Ticket,
    act: Act,
    agree: bool,
) -> Result<Vec<(Ticket, Change)>, SessionError> {
    let case = session.entry(ticket)?.head;
    let proposed = session.cases.proposals.open(act, case);
    let (digest, proposal) = proposed.ok_or(SessionError::NotProposed(ticket))?;
    if agree && proposal.by == session.store.keys().id {
        return Err(SessionError::OwnProposal);
    }
    let change = if agree {
        Change::Agree(*digest)
    } else {
        Change::Refuse(*digest)
    };
    session.append_for_team(change)?;
    Ok(Vec::new())
}
