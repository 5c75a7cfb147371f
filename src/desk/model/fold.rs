//! Folds the events of a case into its state. The same events in any order give the same case.

use crate::model::case::{Case, HandedOver, Line, Note, Reply};
use crate::model::change::{Change, Outcome, Priority, Set};
use crate::model::event::{Event, IdentifiedEvent};

impl Case {
    /// Returns the case that these events add up to. Of each single value the last event counts (by counter, then by handler);
    /// sets grow and shrink; notes stay.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a IdentifiedEvent>) -> Self {
        let mut ordered: Vec<&IdentifiedEvent> = events.into_iter().collect();
        ordered.sort_by(|one, other| one.place().cmp(&other.place()));
        ordered.dedup_by_key(|known| known.digest);
        let mut case = Self::default();
        for known in ordered {
            let event = known.event();
            let unseen = case.apply(event);
            case.timeline.push(Line {
                day: event.day,
                handler: event.handler.clone(),
                change: event.change.clone(),
                unseen,
            });
        }
        case
    }

    /// Applies one event. Returns the overwritten value in words if the event's handler had not seen it.
    fn apply(&mut self, event: &Event) -> Option<String> {
        match &event.change {
            Change::State(_)
            | Change::Outcome(_)
            | Change::Vetting(_)
            | Change::Priority(_)
            | Change::Owner(_)
            | Change::Code(_) => return self.set_value(event),
            Change::AddLabel(label) => drop(self.labels.insert(label.clone())),
            Change::RemoveLabel(label) => drop(self.labels.remove(label)),
            Change::Link(other) => drop(self.links.insert(*other)),
            Change::Unlink(other) => drop(self.links.remove(other)),
            Change::MarkIndicator(value) => drop(self.marked.insert(value.clone())),
            Change::UnmarkIndicator(value) => drop(self.marked.remove(value)),
            Change::Note(text) => self.notes.push(note(event, text)),
            Change::Consent(text) => self.consents.push(note(event, text)),
            Change::Contributed { plan, counted } => {
                self.contributed.insert(*plan, *counted);
            }
            Change::Uncounted(plan) => drop(self.contributed.remove(plan)),
            Change::Replied { .. }
            | Change::TakenDown { .. }
            | Change::HandedOver { .. }
            | Change::Receipt { .. } => self.record_outgoing(event),
            Change::Exported(_)
            | Change::Resealed { .. }
            | Change::AskForCases
            | Change::Propose { .. }
            | Change::Agree(_)
            | Change::Refuse(_) => {}
        }
        None
    }

    /// Sets the single value that the event names, and returns what [`replace`] does.
    fn set_value(&mut self, event: &Event) -> Option<String> {
        match &event.change {
            Change::State(set) => {
                self.since = Some(event.day);
                replace(&mut self.state, set, |state| state.as_str().to_owned())
            }
            Change::Outcome(set) => replace(&mut self.outcome, set, |outcome| {
                outcome.map_or("none", Outcome::as_str).to_owned()
            }),
            Change::Vetting(set) => replace(&mut self.vetting, set, |vetting| {
                vetting.as_str().to_owned()
            }),
            Change::Priority(set) => replace(&mut self.priority, set, |priority| {
                priority.map_or("as suggested", Priority::as_str).to_owned()
            }),
            Change::Owner(set) => replace(&mut self.owner, set, |owner| {
                owner.clone().unwrap_or_else(|| "nobody".to_owned())
            }),
            Change::Code(set) => replace(&mut self.code, set, |_| "another code".to_owned()),
            _ => None,
        }
    }

    /// Records what left the team: replies to the reporter, and packages for other organisations.
    fn record_outgoing(&mut self, event: &Event) {
        match &event.change {
            Change::Replied { n, text } => {
                let reply = Reply {
                    day: event.day,
                    handler: event.handler.clone(),
                    text: text.clone(),
                    taken_down: false,
                };
                self.replies.insert(*n, reply);
            }
            Change::TakenDown { n } => {
                if let Some(reply) = self.replies.get_mut(n) {
                    reply.taken_down = true;
                }
            }
            Change::HandedOver {
                to,
                key,
                parts,
                package,
            } => self.handed_over.push(HandedOver {
                to: to.clone(),
                key: key.clone(),
                parts: parts.clone(),
                package: *package,
                receipt: None,
            }),
            Change::Receipt { package, by } => {
                let mut given = self.handed_over.iter_mut();
                if let Some(given) = given.find(|given| given.package == *package) {
                    given.receipt = Some(by.clone());
                }
            }
            _ => {}
        }
    }
}

/// Returns the note that this event added to its case.
fn note(event: &Event, text: &str) -> Note {
    Note {
        day: event.day,
        handler: event.handler.clone(),
        text: text.to_owned(),
    }
}

/// Sets a value. Returns the one before in words if the handler who set it had seen another.
fn replace<T: Clone + PartialEq>(
    value: &mut T,
    set: &Set<T>,
    words: impl Fn(&T) -> String,
) -> Option<String> {
    let before = std::mem::replace(value, set.to.clone());
    (before != set.from && before != set.to).then(|| words(&before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::State;
    use crate::model::event::SignedEvent;
    use crate::model::label::Label;
    use proptest::prelude::*;
    use sotto::day::Day;
    use sotto::hex::Hex;

    fn known(handler: &str, counter: u64, change: Change) -> IdentifiedEvent {
        let event = Event {
            case: Some([0; 16].into()),
            handler: handler.into(),
            counter,
            roster: 1,
            previous: None,
            day: Day::FIRST.plus(u16::try_from(counter).unwrap()),
            change,
        };
        let signature = Hex([0; 64]);
        SignedEvent { event, signature }.known().unwrap()
    }

    fn state(from: State, to: State) -> Change {
        Change::State(Set { from, to })
    }

    fn change() -> impl Strategy<Value = Change> {
        let label = |word: u8| format!("campaign:{word}").parse::<Label>().unwrap();
        let states = || (0usize..6).prop_map(|n| State::ALL[n]);
        prop_oneof![
            (states(), states()).prop_map(|(from, to)| state(from, to)),
            (0u8..3).prop_map(move |n| Change::AddLabel(label(n))),
            (0u8..3).prop_map(move |n| Change::RemoveLabel(label(n))),
            (0u8..3).prop_map(|n| Change::Note(format!("note {n}"))),
            (0u8..2).prop_map(|n| Change::Owner(Set {
                from: None,
                to: Some(format!("h{n}"))
            })),
            (0u32..2, 0u8..2).prop_map(|(n, text)| Change::Replied {
                n,
                text: text.to_string()
            }),
            (0u32..2).prop_map(|n| Change::TakenDown { n }),
        ]
    }

    #[test]
    fn of_two_who_had_not_seen_each_other_the_later_wins_and_the_timeline_tells_both() {
        let case = Case::fold(&[
            known("ana", 3, state(State::Open, State::Resolved)),
            known("bo", 3, state(State::Open, State::WaitingReporter)),
            known("ana", 2, state(State::New, State::Open)),
        ]);
        assert_eq!(case.state, State::WaitingReporter);
        let unseen: Vec<_> = case.timeline.iter().map(|line| &line.unseen).collect();
        assert_eq!(unseen, [&None, &None, &Some("resolved".to_owned())]);
    }

    proptest! {
        #[test]
        fn any_order_and_any_repetition_gives_the_same_case(changes in proptest::collection::vec((change(), 0u8..2, 0u64..8), 0..12), seed: u64) {
            let events: Vec<IdentifiedEvent> = changes.into_iter().map(|(change, handler, counter)| known(&format!("h{handler}"), counter, change)).collect();
            let mut shuffled = [events.clone(), events.clone()].concat();
            for place in (1..shuffled.len()).rev() {
                shuffled.swap(place, (seed.rotate_left(u32::try_from(place).unwrap()) % (place as u64 + 1)) as usize);
            }
            prop_assert_eq!(Case::fold(&events), Case::fold(&shuffled));
        }
    }
}
