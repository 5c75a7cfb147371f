//! The one way to change a case: signed events, one behind the other.

use crate::model::change::Change;
use crate::model::event::{Event, IdentifiedEvent, Link, SignedEvent};
use crate::session::error::SessionError;
use crate::session::team_key::fits;
use crate::session::unlocked::Session;
use crate::store::{Last, StoreError};
use sotto::ticket::Ticket;
use std::collections::BTreeSet;

impl Session {
    /// Makes the same changes to several cases: to all or to none. Returns what was changed, case by case.
    pub fn change(
        &mut self,
        tickets: &[Ticket],
        changes: &[Change],
    ) -> Result<Vec<(Ticket, Change)>, SessionError> {
        let mut all = Vec::new();
        for ticket in tickets {
            let head = self.entry(*ticket)?.head;
            all.extend(changes.iter().map(|change| (Some(head), change.clone())));
        }
        self.append(all)
    }

    /// Makes changes, each to its own case: all or none. Returns what was changed, under the case's first ticket.
    pub fn change_each(
        &mut self,
        changes: Vec<(Ticket, Change)>,
    ) -> Result<Vec<(Ticket, Change)>, SessionError> {
        let mut all = Vec::new();
        for (ticket, change) in changes {
            all.push((Some(self.entry(ticket)?.head), change));
        }
        self.append(all)
    }

    /// Says something of the team.
    pub fn append_for_team(&mut self, change: Change) -> Result<(), SessionError> {
        self.append(vec![(None, change)]).map(|_| ())
    }

    /// Signs and stores the changes, all or none. Returns those that are of a case, not of the team.
    fn append(
        &mut self,
        changes: Vec<(Option<Ticket>, Change)>,
    ) -> Result<Vec<(Ticket, Change)>, SessionError> {
        let _lock = self.store.lock().map_err(SessionError::Store)?;
        let mut last = self.store.last().map_err(SessionError::Store)?;
        let mut events = Vec::new();
        let mut made = Vec::new();
        for (case, change) in changes {
            made.extend(case.map(|case| (case, change.clone())));
            events.push((self.next(&mut last, case, change)?, None));
        }
        self.store
            .add_events(&events, last)
            .map_err(SessionError::Store)?;
        self.take_in_events(events);
        Ok(made)
    }

    /// Returns the handler's next event: behind their last, and behind everything that this desk has seen.
    fn next(
        &self,
        last: &mut Last,
        case: Option<Ticket>,
        change: Change,
    ) -> Result<IdentifiedEvent, SessionError> {
        let json = |error| SessionError::Store(StoreError::Event(error));
        last.counter += 1;
        let roster = self.roster().map_or(0, |roster| roster.serial);
        let event = Event {
            case,
            handler: self.store.keys().id.clone(),
            counter: last.counter,
            roster,
            previous: last.own.map(|(_, digest)| Link {
                digest,
                roster: last.roster,
            }),
            day: self.today,
            change,
        };
        let signed = SignedEvent::sign(event, self.store.keys()).map_err(json)?;
        if !fits(&signed).map_err(json)? {
            return Err(SessionError::TooLong);
        }
        let known = signed.known().map_err(json)?;
        last.own = Some((last.counter, known.digest));
        last.roster = roster;
        Ok(known)
    }

    /// Checks that a change could be recorded: asked before something is done that cannot be undone.
    pub fn could_record(&self, ticket: Ticket, change: Change) -> Result<(), SessionError> {
        let head = self.entry(ticket)?.head;
        self.next(&mut Last::default(), Some(head), change)
            .map(|_| ())
    }

    /// Takes events into the book that rest already.
    pub fn take_in_events(&mut self, events: Vec<(IdentifiedEvent, Option<Ticket>)>) {
        let own = self.store.keys().id.clone();
        let mut heads = BTreeSet::new();
        for (known, remote_id) in events {
            heads.extend(known.event().case.map(|ticket| self.cases.head(ticket)));
            self.cases.add(known, remote_id, &own);
        }
        heads.into_iter().for_each(|head| self.cases.refold(head));
        self.cases.refold_team();
    }

    /// Adds what colleagues changed, all or none, with the names under which it lies at the intake.
    pub fn add_from_colleagues(
        &mut self,
        events: Vec<(IdentifiedEvent, Option<Ticket>)>,
    ) -> Result<(), SessionError> {
        let _lock = self.store.lock().map_err(SessionError::Store)?;
        let mut last = self.store.last().map_err(SessionError::Store)?;
        for (known, _) in &events {
            let event = known.event();
            last.counter = last.counter.max(event.counter);
            // Our own, from before this desk was made anew from its backup.
            let newer = last.own.is_none_or(|(counter, _)| counter < event.counter);
            if event.handler == self.store.keys().id && newer {
                last.own = Some((event.counter, known.digest));
                last.roster = event.roster;
            }
        }
        self.store
            .add_events(&events, last)
            .map_err(SessionError::Store)?;
        self.take_in_events(events);
        Ok(())
    }
}
