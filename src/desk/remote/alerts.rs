//! The alerts of a desk: those that were recorded, and those that can be worked out from events.

use crate::model::event::{Event, IdentifiedEvent, Link};
use crate::session::alert::Alert;
use crate::session::alert::AlertsByDay;
use crate::session::alert::NOTICES;
use crate::session::alert::kept;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use sotto::hex::Hex;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const SEEN_TO: &str = "seen to";
/// How many pages the alert about the site names.
const NAMED: usize = 4;

/// Dismisses all alerts that there are now. One that grows, such as by more missing events, is shown again.
pub fn dismiss(session: &Session) -> Result<(), SessionError> {
    let shown: BTreeSet<Alert> = computed(session)?.into_iter().collect();
    let seen_to = session.store.remember(SEEN_TO, &shown);
    seen_to.map_err(SessionError::Store)?;
    session
        .store
        .remember(NOTICES, &AlertsByDay::new())
        .map_err(SessionError::Store)
}

/// Returns all alerts, recorded and worked out, except for those that a handler dismissed.
pub fn all(session: &Session) -> Result<Vec<Alert>, SessionError> {
    let seen_to: Option<BTreeSet<Alert>> =
        session.store.recall(SEEN_TO).map_err(SessionError::Store)?;
    let seen_to = seen_to.unwrap_or_default();
    let computed = computed(session)?;
    let computed = computed
        .into_iter()
        .filter(|alert| !seen_to.contains(alert));
    let kept = kept(session)?.into_values().flatten();
    Ok(gathered(kept.chain(computed)))
}

/// Returns the alerts with all those about the site joined into one, which names at most [`NAMED`] pages: a site that is altered as
/// a whole raises one alert, not a hundred.
fn gathered(alerts: impl Iterator<Item = Alert>) -> Vec<Alert> {
    let (mut paths, mut others) = (Vec::new(), Vec::new());
    for alert in alerts {
        match alert {
            Alert::Site { path } => paths.push(path),
            other => others.push(other),
        }
    }
    let named = paths.iter().take(NAMED).cloned().collect::<Vec<_>>();
    let named = named.join(", ");
    let path = match paths.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    };
    let site = (!paths.is_empty()).then_some(Alert::Site { path });
    site.into_iter().chain(others).collect()
}

/// Returns the alerts that can be worked out from events.
fn computed(session: &Session) -> Result<Vec<Alert>, SessionError> {
    let forgotten = session.store.forgotten().map_err(SessionError::Store)?;
    let (waiting, shut) = crate::remote::sync::verify::waiting(session)?;
    let no_key = (shut > 0).then_some(Alert::NoKey { waiting: shut });
    let events: Vec<&IdentifiedEvent> = session.cases.events().chain(&waiting).collect();
    // A handler with new keys begins a new chain.
    let key = |event: &Event| {
        let roster = session.rosters.get(&event.roster)?;
        let (_, handler) = roster.handler(&event.handler)?;
        Some(handler.verifying_key.to_string())
    };
    let chains = chains(&events, &forgotten, session.first_roster(), key);
    Ok(no_key.into_iter().chain(chains).collect())
}

/// Returns the alerts about the chains of events: for each missing event that this desk should have, which are those made under
/// roster `since` or later, and for two events that follow the same one.
fn chains(
    events: &[&IdentifiedEvent],
    forgotten: &[Hex<32>],
    since: u64,
    key: impl Fn(&Event) -> Option<String>,
) -> Vec<Alert> {
    let present = events.iter().map(|known| known.digest);
    let known: BTreeSet<_> = present.chain(forgotten.iter().copied()).collect();
    let missing = missing(events, |link| {
        link.roster >= since && !known.contains(&link.digest)
    });
    let withheld = missing
        .into_iter()
        .map(|(handler, missing)| Alert::Withheld {
            handler: handler.to_owned(),
            missing: missing.len(),
        });
    let split = split(events, key).into_iter().map(|handler| Alert::Split {
        handler: handler.to_owned(),
    });
    withheld.chain(split).collect()
}

/// Returns, for each handler, the digests of the missing events that the handler's other events follow.
fn missing<'a>(
    events: &[&'a IdentifiedEvent],
    is_missing: impl Fn(&Link) -> bool,
) -> BTreeMap<&'a str, BTreeSet<Hex<32>>> {
    let mut missing: BTreeMap<&str, BTreeSet<Hex<32>>> = BTreeMap::new();
    for event in events.iter().map(|known| known.event()) {
        if let Some(link) = event.previous.filter(&is_missing) {
            let of_handler = missing.entry(&event.handler).or_default();
            of_handler.insert(link.digest);
        }
    }
    missing
}

/// Returns the handlers who have two events under the same key that follow the same one.
fn split<'a>(
    events: &[&'a IdentifiedEvent],
    key: impl Fn(&Event) -> Option<String>,
) -> BTreeSet<&'a str> {
    let mut followed: HashMap<(&str, Option<String>, Option<Hex<32>>), Hex<32>> = HashMap::new();
    let mut split = BTreeSet::new();
    for known in events {
        let event = known.event();
        let previous = event.previous.map(|link| link.digest);
        let other = followed.insert((&event.handler, key(event), previous), known.digest);
        if other.is_some_and(|other| other != known.digest) {
            split.insert(event.handler.as_str());
        }
    }
    split
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::Change;
    use crate::model::event::SignedEvent;
    use sotto::day::Day;

    fn chain(handler: &str, length: u64, roster: u64) -> Vec<IdentifiedEvent> {
        let mut previous = None;
        (1..=length)
            .map(|counter| {
                let change = Change::AskForCases;
                let event = Event {
                    case: None,
                    handler: handler.into(),
                    counter,
                    roster,
                    previous,
                    day: Day::FIRST,
                    change,
                };
                let known = SignedEvent {
                    event,
                    signature: Hex([0; 64]),
                }
                .known()
                .unwrap();
                previous = Some(Link {
                    digest: known.digest,
                    roster,
                });
                known
            })
            .collect()
    }

    fn withheld(handler: &str) -> Vec<Alert> {
        vec![Alert::Withheld {
            handler: handler.to_owned(),
            missing: 1,
        }]
    }

    #[test]
    fn what_is_left_out_of_a_chain_shows_unless_it_is_the_end() {
        let all = chain("ana", 5, 2);
        let without = |place: usize| {
            all.iter()
                .enumerate()
                .filter(|(at, _)| *at != place)
                .map(|(_, known)| known)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            chains(&all.iter().collect::<Vec<_>>(), &[], 1, |_| None),
            []
        );
        for place in 0..4 {
            assert_eq!(
                chains(&without(place), &[], 1, |_| None),
                withheld("ana"),
                "{place}"
            );
        }
        assert_eq!(
            chains(&without(4), &[], 1, |_| None),
            [],
            "nothing names the last"
        );
        assert_eq!(
            chains(&without(2), &[all[2].digest], 1, |_| None),
            [],
            "forgotten with its case"
        );
        assert_eq!(
            chains(&without(2), &[], 3, |_| None),
            [],
            "from before this handler came"
        );
    }

    #[test]
    fn a_site_that_is_altered_whole_is_one_alarm() {
        let site = |path: &str| Alert::Site { path: path.into() };
        let old = Alert::OldRoster { serial: 1 };
        let two = gathered([site("/a"), old.clone(), site("/b")].into_iter());
        assert_eq!(two, [site("/a, /b"), old]);
        let many = gathered(["/1", "/2", "/3", "/4", "/5", "/6"].map(site).into_iter());
        assert_eq!(many, [site("/1, /2, /3, /4 and 2 more")]);
    }

    #[test]
    fn two_chains_of_one_handler_show() {
        let (one, other) = (chain("ana", 2, 1), chain("ana", 3, 1));
        let again: Vec<_> = one.iter().chain(&other).collect();
        assert_eq!(
            chains(&again, &[], 1, |_| None),
            [],
            "the same twice is no split"
        );
        let mut forked = other[2].clone();
        forked.signed.event.previous = one[0].signed.event.previous;
        forked.digest = Hex([9; 32]);
        let forked: Vec<_> = one.iter().chain([&forked]).collect();
        assert_eq!(
            chains(&forked, &[], 1, |_| None),
            [Alert::Split {
                handler: "ana".into()
            }]
        );
    }
}
