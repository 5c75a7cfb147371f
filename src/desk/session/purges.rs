//! Carries out the purges that the team has agreed to.

use crate::cases::entry::CaseView;
use crate::model::change::Act;
use crate::model::proposal::Proposal;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use sotto::ticket::Ticket;
use std::collections::BTreeSet;

impl Session {
    /// Deletes the cases whose purge is agreed to, once this handler's own changes to them are at the intake: colleagues must be
    /// able to check the chain. Returns the heads of the deleted cases.
    pub fn apply_purges(&mut self) -> Result<Vec<Ticket>, SessionError> {
        let purges =
            |proposal: &&Proposal| proposal.act == Act::Purge && self.is_for_one_alone(proposal);
        let by_one = self
            .cases
            .proposals
            .all_open()
            .map(|(_, proposal)| proposal);
        let agreed = self
            .cases
            .proposals
            .agreed(Act::Purge)
            .chain(by_one.filter(purges));
        let heads: BTreeSet<_> = agreed
            .map(|proposal| proposal.case)
            .filter_map(|case| self.cases.entry(case))
            .filter(|entry| !self.has_unsent(entry))
            .map(|entry| entry.head)
            .collect();
        for head in &heads {
            self.forget(*head)?;
        }
        Ok(heads.into_iter().collect())
    }

    /// Returns whether this proposal needs nobody else's agreement: this handler is the only one in the roster in force, and made
    /// the proposal under that roster. A proposal from before needed a colleague's agreement, and does not take effect without it.
    pub fn is_for_one_alone(&self, proposal: &Proposal) -> bool {
        self.roster().is_some_and(|roster| {
            let alone = roster.handlers.len() == 1;
            alone && proposal.roster == roster.serial && proposal.by == self.store.keys().id
        })
    }

    /// Returns whether the case has events of this handler that the intake does not have yet.
    fn has_unsent(&self, entry: &CaseView) -> bool {
        let mut events = entry.records().flat_map(|(_, record)| &record.events);
        events.any(|known| known.event().roster > 0 && self.cases.unsent.contains(&known.digest))
    }

    /// Deletes a case from the store and from memory.
    fn forget(&mut self, head: Ticket) -> Result<(), SessionError> {
        let entry = self.entry(head)?;
        let tickets = entry.tickets.to_vec();
        let mut pieces = Vec::new();
        let mut digests = Vec::new();
        for (_, record) in entry.records() {
            let files = record.content.attachments().iter();
            pieces.extend(files.flat_map(|file| file.pieces.iter().copied()));
            digests.extend(record.events.iter().map(|known| known.digest));
        }
        let _lock = self.store.lock().map_err(SessionError::Store)?;
        self.store
            .forget(&tickets, &pieces, &digests)
            .map_err(SessionError::Store)?;
        self.cases.forget(&tickets);
        Ok(())
    }
}
