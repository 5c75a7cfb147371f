//! Evidence that the intake, a colleague's desk or the site misbehaves, kept until a handler dismisses it.

use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use serde::{Deserialize, Serialize};
use sotto::day::Day;
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One piece of evidence. Its `Display` says what happened and what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alert {
    /// An event that no handler of the roster signed, or that was altered.
    Forged { wire: Ticket },
    /// The intake sent other bytes than those that the name stands for.
    WrongBytes { wire: Ticket },
    /// A second first report is signed with the key of one codename.
    Twice { ticket: Ticket },
    /// A submission claims to come from the reporter of a case, and is not signed by them.
    Unsigned { ticket: Ticket, case: Ticket },
    /// A piece of a file of this case is not what its reporter sealed.
    WrongPiece { case: Ticket },
    /// So many events of this handler are missing, although other events name them.
    Withheld { handler: String, missing: usize },
    /// So many changes are sealed under a team key that has not come.
    NoKey { waiting: usize },
    /// This handler's chain splits: two of their events follow the same one.
    Split { handler: String },
    /// The intake showed a roster that is older than one this desk has seen.
    OldRoster { serial: u64 },
    /// A reply hangs on the board that no event records, or that an event says was taken down. Numbers count from 1.
    StrangeReply { case: Ticket, number: u32 },
    /// A reply that an event records is not on the board.
    LostReply { case: Ticket, number: u32 },
    /// A reply hangs on the board that a handler signed whom the roster in force does not name with that key.
    FormerReply {
        case: Ticket,
        number: u32,
        handler: String,
    },
    /// A report was not sealed to these handlers, though their cards had been served.
    LeftOut {
        ticket: Ticket,
        handlers: Vec<String>,
    },
    /// A report was sealed under a roster that had been replaced.
    SealedUnderOldRoster { ticket: Ticket, serial: u64 },
    /// At this path, reporters are shown something else than what the root key signed.
    Site { path: String },
}

/// Returns the count followed by `one` or `several`, whichever fits it.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forged { .. } => f.write_str("Something came that no handler of the roster signed. It was left out."),
            Self::WrongBytes { .. } => f.write_str("The intake sent other bytes than a colleague put there. They were left out. Tell the operator."),
            Self::Twice { ticket } => write!(f, "Two first reports ({ticket} is the second) are signed with the key of one codename. They are one case. The page sends only one: ask the reporter whether somebody else has their codename."),
            Self::Unsigned { ticket, case } => write!(f, "{ticket} claims to come from the reporter of case {case}, and is not signed by them. Somebody who has read their report can have written it, a handler who left for instance, or the intake sent something a second time. It is a case of its own and changes nothing in {case}: do not act on it unless the reporter tells you so there."),
            Self::WrongPiece { case } => write!(f, "A part of a file of case {case} is not what its reporter sealed. It is asked for again with the next pull."),
            Self::Withheld { handler, missing } => write!(f, "{handler}: {} not come, though others name what is missing. If it does not come with the next pulls, ask {handler} to pull, and tell the operator.", counted(*missing, "change has", "changes have")),
            Self::NoKey { waiting } => write!(f, "{} cannot be opened: the team’s key has not come. If it does not come with the next pulls, tell the operator.", counted(*waiting, "change of a colleague", "changes of colleagues")),
            Self::Split { handler } => write!(f, "Two changes of {handler} follow the same one: {handler}’s keys are in use at two desks, or were stolen. Ask {handler}."),
            Self::OldRoster { serial } => write!(f, "The intake showed roster {serial}, which is older than the one in use. Tell the operator."),
            Self::StrangeReply { case, number } => write!(f, "Reply {number} to case {case} is on the board, though nobody’s changes say so: a colleague who has not pulled since put it there, somebody with a handler’s keys, or the intake. Ask your team; if nobody wrote it, take it down, and warn the reporter."),
            Self::LostReply { case, number } => write!(f, "Reply {number} to case {case} is no longer on the board, though nobody’s changes say so: a colleague who has not pulled since took it down, somebody with a handler’s keys, or the intake. Ask your team; if nobody took it down, tell the operator, and send it again."),
            Self::FormerReply { case, number, handler } => write!(f, "Reply {number} to case {case} was signed by {handler} with a key that is no longer in the roster, so its reporter is not shown it. Take it down, and send it again in your own name."),
            Self::LeftOut { ticket, handlers } => write!(f, "Report {ticket} was not sealed to {}, whose key the intake has: it showed the reporter fewer handlers than there are. Share the case with them, and tell the operator.", handlers.join(", ")),
            Self::SealedUnderOldRoster { ticket, serial } => write!(f, "Report {ticket} was sealed to the handlers of roster {serial}, which is no longer in use: whoever has left since may be able to read it. The intake showed the reporter an old roster, or the page stood open for days. Tell the operator."),
            Self::Site { path } => write!(f, "Reporters are shown something else at {path} than what was signed. Warn them by another way, and save the evidence."),
        }
    }
}

/// The name under which alerts are remembered.
pub const NOTICES: &str = "notices";

/// Alerts, by the day on which each was first raised.
pub type AlertsByDay = BTreeMap<Day, BTreeSet<Alert>>;

/// Records an alert with today's date, unless it is recorded already.
pub fn alert(session: &Session, alert: Alert) -> Result<(), SessionError> {
    let mut noticed = kept(session)?;
    if noticed.values().any(|known| known.contains(&alert)) {
        return Ok(());
    }
    noticed.entry(session.today).or_default().insert(alert);
    session
        .store
        .remember(NOTICES, &noticed)
        .map_err(SessionError::Store)
}

/// Returns every alert that is recorded.
pub fn kept(session: &Session) -> Result<AlertsByDay, SessionError> {
    let kept = session.store.recall(NOTICES).map_err(SessionError::Store)?;
    Ok(kept.unwrap_or_default())
}
