//! Compares what hangs on the board with what the team's events say, both ways.
//!
//! A desk pins a reply and then records it, and takes one down before it records that; the event reaches other desks with a later pull.
//! So a difference raises an alert once it lasts from one day to another. A reply that a handler signed who has left is one, too: its
//! reporter's page no longer shows it.

use crate::cases::entry::CaseView;
use crate::model::change::Change;
use crate::model::event::Event;
use crate::remote::connection::Remote;
use crate::remote::error::PullError;
use crate::remote::reply::tags::Tags;
use crate::session::alert::{Alert, AlertsByDay};
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use sotto::day::Day;
use sotto::ticket::Ticket;
use std::collections::{BTreeMap, BTreeSet};

/// The name under which differences are remembered, by the day on which each was first seen.
const DIFFERENCES: &str = "board";

/// The days for which a reply is missed. An intake keeps it for 60, unless its operator chose fewer.
pub const EXPECTED: u16 = 30;

impl Remote {
    /// Compares the board with the events that are here, and remembers what differs.
    pub async fn compare_board(&self) -> Result<(), PullError> {
        let board = self.intake.board().await.map_err(PullError::Client)?;
        let (cases, today) = self
            .session
            .at(|session| Ok::<_, PullError>((answered(session), session.today)))?;
        // Not while the session is held: these are up to 256 tags for each case.
        let found = differences(board, &cases, today);
        self.session
            .at(|session| remember(session, found).map_err(PullError::Session))
    }
}

/// Returns the alerts about replies, each of a difference that was seen on an earlier day and is still there.
pub fn lasting(session: &Session) -> Result<Vec<Alert>, SessionError> {
    let mut seen = recalled(session)?;
    let _ = seen.split_off(&session.today);
    Ok(seen.into_values().flatten().collect())
}

/// Returns whether the reply with this number, counted from 1, was seen on the board although no event records it.
pub fn is_strange(session: &Session, case: Ticket, number: u32) -> Result<bool, SessionError> {
    let strange = Alert::StrangeReply { case, number };
    Ok(recalled(session)?
        .values()
        .any(|seen| seen.contains(&strange)))
}

fn recalled(session: &Session) -> Result<AlertsByDay, SessionError> {
    let seen = session.store.recall(DIFFERENCES);
    Ok(seen.map_err(SessionError::Store)?.unwrap_or_default())
}

/// Remembers these differences, each with the day on which it was first seen, and forgets all others.
pub fn remember(session: &Session, found: BTreeSet<Alert>) -> Result<(), SessionError> {
    let before = recalled(session)?;
    let mut seen = AlertsByDay::new();
    for alert in found {
        let first = before.iter().find(|(_, known)| known.contains(&alert));
        let day = first.map_or(session.today, |(day, _)| *day);
        seen.entry(day).or_default().insert(alert);
    }
    let kept = session.store.remember(DIFFERENCES, &seen);
    kept.map_err(SessionError::Store)
}

/// A case whose reporter looks for replies.
pub struct Answered {
    pub case: Ticket,
    pub tags: Tags,
    /// What events say of the replies, by number, counted from 0.
    pub replies: BTreeMap<u32, Recorded>,
}

/// What events say of a reply.
pub struct Recorded {
    pub day: Day,
    pub taken_down: bool,
    /// The handler who signed it, if the roster in force does not name them with the same key.
    pub former: Option<String>,
}

/// Returns every case whose reporter looks for replies.
pub fn answered(session: &Session) -> Vec<Answered> {
    let cases = session.cases.entries();
    cases
        .filter_map(|entry| {
            let (_, head) = entry.records().next()?;
            let tags = Tags::of(&head.content)?;
            let replies = recorded(session, &entry, &tags);
            Some(Answered {
                case: entry.head,
                tags,
                replies,
            })
        })
        .collect()
}

/// Returns what events say of the replies of this case.
fn recorded(session: &Session, entry: &CaseView<'_>, tags: &Tags) -> BTreeMap<u32, Recorded> {
    let events = entry.records().flat_map(|(_, record)| &record.events);
    let mut former = BTreeMap::new();
    for event in events.map(|known| known.event()) {
        if let Change::Replied { n, .. } = event.change
            && matches!(tags, Tags::Codename(_))
            && !still_signs(session, event)
        {
            former.insert(n, event.handler.clone());
        }
    }
    let replies = entry.case.replies.range(..tags.most());
    replies
        .map(|(n, reply)| {
            let recorded = Recorded {
                day: reply.day,
                taken_down: reply.taken_down,
                former: former.remove(n),
            };
            (*n, recorded)
        })
        .collect()
}

/// Returns whether the roster in force names the handler of this event with the key that they had then.
fn still_signs(session: &Session, event: &Event) -> bool {
    let key = |serial: &u64| {
        let (_, handler) = session.rosters.get(serial)?.handler(&event.handler)?;
        Some(handler.verifying_key)
    };
    let now = session.roster().and_then(|roster| key(&roster.serial));
    now.is_some_and(|now| key(&event.roster).is_none_or(|then| then == now))
}

/// Returns what differs between the tags on the board and these cases.
pub fn differences(mut board: BTreeSet<Ticket>, cases: &[Answered], today: Day) -> BTreeSet<Alert> {
    let mut found = BTreeSet::new();
    for answered in cases {
        for (n, reply) in &answered.replies {
            let hangs = board.remove(&answered.tags.tag(*n));
            found.extend(difference(answered.case, n + 1, reply, hangs, today));
        }
    }
    // Every tag that is left is of a reply that no event here records, or of a case that is not here.
    for answered in cases {
        for n in 0..answered.tags.most() {
            if board.is_empty() {
                return found;
            }
            if board.remove(&answered.tags.tag(n)) {
                let (case, number) = (answered.case, n + 1);
                found.insert(Alert::StrangeReply { case, number });
            }
        }
    }
    found
}

/// Returns what is wrong with a reply that events record, and that hangs on the board or does not.
fn difference(
    case: Ticket,
    number: u32,
    reply: &Recorded,
    hangs: bool,
    today: Day,
) -> Option<Alert> {
    match (hangs, reply.taken_down, &reply.former) {
        (true, true, _) => Some(Alert::StrangeReply { case, number }),
        (true, false, Some(handler)) => Some(Alert::FormerReply {
            case,
            number,
            handler: handler.clone(),
        }),
        (false, false, _) if today.since(reply.day) < EXPECTED => {
            Some(Alert::LostReply { case, number })
        }
        _ => None,
    }
}
