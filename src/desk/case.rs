//! A report and all that followed: its events, folded. The same events in any order give the same case.

use super::event::{Change, Event, Label, State};
use serde::Serialize;
use sotto::code::Code;
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::plan::LIFETIME_RHO;
use std::collections::{BTreeMap, BTreeSet};

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub state: State,
    pub labels: BTreeSet<Label>,
    pub code: Option<Code>,
    pub pulled: Option<Day>,
    /// The day on which it got into the state it has.
    pub since: Option<Day>,
    /// The plans that it was counted in, and what each spent of its budget: ρ in thousandths.
    pub contributed: BTreeMap<Hex<32>, u32>,
    /// What was pinned to the board, by number.
    pub replies: BTreeMap<u32, Reply>,
}

/// A reply as the team wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reply {
    pub day: Day,
    pub handler: String,
    pub text: String,
    pub taken_down: bool,
}

impl Case {
    /// Folds events: the last writer wins per field (counter, then handler), sets grow and shrink.
    pub fn fold(events: &[Event]) -> Self {
        let mut ordered: Vec<&Event> = events.iter().collect();
        ordered.sort_by(|one, other| {
            (one.counter, &one.handler).cmp(&(other.counter, &other.handler))
        });
        let mut case = Self {
            state: State::New,
            labels: BTreeSet::new(),
            code: None,
            pulled: None,
            since: None,
            contributed: BTreeMap::new(),
            replies: BTreeMap::new(),
        };
        for event in ordered {
            match &event.change {
                Change::Pulled => case.pulled = case.pulled.or(Some(event.day)),
                Change::State(state) => (case.state, case.since) = (*state, Some(event.day)),
                Change::AddLabel(label) => drop(case.labels.insert(label.clone())),
                Change::RemoveLabel(label) => drop(case.labels.remove(label)),
                Change::Code(code) => case.code = Some(*code),
                Change::Contributed { plan, rho } => drop(case.contributed.insert(*plan, *rho)),
                Change::Replied { n, text } => {
                    let reply = Reply {
                        day: event.day,
                        handler: event.handler.clone(),
                        text: text.clone(),
                        taken_down: false,
                    };
                    case.replies.insert(*n, reply);
                }
                Change::TakenDown { n } => {
                    if let Some(reply) = case.replies.get_mut(n) {
                        reply.taken_down = true;
                    }
                }
            }
        }
        case
    }

    /// Whether it may be counted in a plan that spends `rho`: over its whole life it has [`LIFETIME_RHO`].
    pub fn has_budget_for(&self, rho: u32) -> bool {
        self.contributed.values().sum::<u32>().saturating_add(rho) <= LIFETIME_RHO
    }

    /// Whether it was closed within these days, and still is.
    pub fn is_closed_between(&self, from: Day, to: Day) -> bool {
        self.state == State::Closed && self.since.is_some_and(|day| (from..=to).contains(&day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn change() -> impl Strategy<Value = Change> {
        let label = |word: &str| format!("campaign:{word}").parse::<Label>().unwrap();
        prop_oneof![
            (0usize..6).prop_map(|n| Change::State(State::ALL[n])),
            (0u8..3).prop_map(move |n| Change::AddLabel(label(&n.to_string()))),
            (0u8..3).prop_map(move |n| Change::RemoveLabel(label(&n.to_string()))),
            Just(Change::Pulled),
        ]
    }

    #[test]
    fn a_case_is_counted_no_further_than_its_budget_lasts() {
        let counted = |plan: u8, rho| Event {
            case: [0; 16].into(),
            handler: "ana".into(),
            counter: plan.into(),
            previous: None,
            day: Day::FIRST,
            change: Change::Contributed {
                plan: Hex([plan; 32]),
                rho,
            },
        };
        let case = Case::fold(&[counted(1, 40), counted(2, 60)]);
        assert!(case.has_budget_for(25) && !case.has_budget_for(26));
        let again = Case::fold(&[counted(1, 40), counted(1, 40)]);
        assert!(again.has_budget_for(85), "the same plan spends once");
    }

    proptest! {
        #[test]
        fn any_order_gives_the_same_case(changes in proptest::collection::vec((change(), 0u8..2), 0..12), seed: u64) {
            let events: Vec<Event> = changes.into_iter().enumerate().map(|(n, (change, handler))| Event {
                case: [0; 16].into(), handler: format!("h{handler}"), counter: n as u64, previous: None, day: Day::FIRST, change,
            }).collect();
            let mut shuffled = events.clone();
            for place in (1..shuffled.len()).rev() {
                shuffled.swap(place, (seed.rotate_left(u32::try_from(place).unwrap()) % (place as u64 + 1)) as usize);
            }
            prop_assert_eq!(Case::fold(&events), Case::fold(&shuffled));
        }
    }
}
