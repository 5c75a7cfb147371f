//! Proposals, to which a second handler must agree, folded from the team's events. They stay when their case is purged.

use crate::model::change::{Act, Change};
use crate::model::event::IdentifiedEvent;
use serde::Serialize;
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::ticket::Ticket;
use std::collections::BTreeMap;

/// One handler's proposal, and the answers to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    pub act: Act,
    pub case: Ticket,
    pub by: String,
    /// The serial number of the roster that it was made under.
    pub roster: u64,
    pub day: Day,
    /// The first handler who agreed; never the one who proposed it.
    pub agreed: Option<String>,
    /// The first handler who refused; may be the one who proposed it.
    pub refused: Option<String>,
}

/// All proposals, by the digests of their events.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Proposals(BTreeMap<Hex<32>, Proposal>);

impl Proposals {
    /// Returns the proposals that a team's events make. An agreement counts even if somebody refused before or after it: another
    /// desk, which had not seen the refusal, may have carried it out already, and a purged case cannot be brought back.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a IdentifiedEvent>) -> Self {
        let mut ordered: Vec<&IdentifiedEvent> = events.into_iter().collect();
        ordered.sort_by(|one, other| one.place().cmp(&other.place()));
        let mut proposals: BTreeMap<Hex<32>, Proposal> = BTreeMap::new();
        for known in ordered {
            let event = known.event();
            match &event.change {
                Change::Propose { act, case } => {
                    proposals.entry(known.digest).or_insert(Proposal {
                        act: *act,
                        case: *case,
                        by: event.handler.clone(),
                        roster: event.roster,
                        day: event.day,
                        agreed: None,
                        refused: None,
                    });
                }
                Change::Agree(digest) => {
                    if let Some(proposal) = proposals.get_mut(digest)
                        && proposal.by != event.handler
                    {
                        proposal.agreed.get_or_insert(event.handler.clone());
                    }
                }
                Change::Refuse(digest) => {
                    if let Some(proposal) = proposals.get_mut(digest) {
                        proposal.refused.get_or_insert(event.handler.clone());
                    }
                }
                _ => {}
            }
        }
        Self(proposals)
    }

    /// Returns the proposals of this act that are agreed to.
    pub fn agreed(&self, act: Act) -> impl Iterator<Item = &Proposal> {
        let of_act = move |proposal: &&Proposal| proposal.act == act && proposal.agreed.is_some();
        self.0.values().filter(of_act)
    }

    /// Returns the proposal of this act about this case that waits for an answer.
    pub fn open(&self, act: Act, case: Ticket) -> Option<(&Hex<32>, &Proposal)> {
        self.all_open()
            .find(|(_, proposal)| proposal.act == act && proposal.case == case)
    }

    /// Returns every proposal that waits for an answer.
    pub fn all_open(&self) -> impl Iterator<Item = (&Hex<32>, &Proposal)> {
        let waits = |proposal: &Proposal| proposal.agreed.is_none() && proposal.refused.is_none();
        self.0.iter().filter(move |(_, proposal)| waits(proposal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::event::{Event, SignedEvent};

    fn known(handler: &str, counter: u64, change: Change) -> IdentifiedEvent {
        let event = Event {
            case: None,
            handler: handler.into(),
            counter,
            roster: 1,
            previous: None,
            day: Day::FIRST,
            change,
        };
        let signature = Hex([0; 64]);
        SignedEvent { event, signature }.known().unwrap()
    }

    #[test]
    fn nobody_agrees_to_what_they_proposed_themselves() {
        let case = Ticket::from([1; 16]);
        let act = Act::Purge;
        let proposal = known("ana", 1, Change::Propose { act, case });
        let agree = |who| known(who, 2, Change::Agree(proposal.digest));
        let refuse = known("ce", 3, Change::Refuse(proposal.digest));
        let late = known("bo", 4, Change::Agree(proposal.digest));
        let agreed = |events: &[IdentifiedEvent]| {
            let proposals = Proposals::fold(events);
            let by = proposals.agreed(act).next();
            (
                by.and_then(|by| by.agreed.clone()),
                proposals.open(act, case).is_some(),
            )
        };
        assert_eq!(agreed(&[proposal.clone(), agree("ana")]), (None, true));
        let by_bo = (Some("bo".to_owned()), false);
        assert_eq!(
            agreed(&[agree("bo"), refuse.clone(), proposal.clone()]),
            by_bo
        );
        assert_eq!(agreed(&[proposal.clone(), refuse.clone()]), (None, false));
        assert_eq!(
            agreed(&[proposal, refuse, late]),
            by_bo,
            "carried out where the refusal had not come"
        );
    }
}
