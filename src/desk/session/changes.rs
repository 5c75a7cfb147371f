//! The only way to change a case: signed events, each naming the one before it.

use crate::model::change::Change;
use crate::model::event::{Event, IdentifiedEvent, Link, SignedEvent};
use crate::session::error::SessionError;
use crate::session::team_key::fits;
use crate::session::unlocked::Session;
use crate::store::{Last, StoreError};
use sotto::ticket::Ticket;
use std::collections::BTreeSet;

impl Session {
    /// Makes the same changes to several cases: to all or to none. Returns each change with its case's head.
    ///
    /// # Errors
    /// Those of [`Session::entry`] for a ticket without a case; [`SessionError::TooLong`] for a change that does not fit in an event.
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

    /// Makes changes, each to its own case: all or none. Returns each change with its case's head.
    ///
    /// # Errors
    /// Those of [`Session::change`].
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

    /// Records a change that is about the team, not about a case.
    pub fn append_for_team(&mut self, change: Change) -> Result<(), SessionError> {
        self.append(vec![(None, change)]).map(|_| ())
    }

    /// Signs and stores the changes, all or none. Returns those that are about a case, not about the team.
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

    /// Returns the handler's next event, signed, and moves `last` on to it.
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

    /// Checks that a change could be recorded. It is called before something is done that cannot be undone.
    ///
    /// # Errors
    /// Those of [`Session::change`].
    pub fn could_record(&self, ticket: Ticket, change: Change) -> Result<(), SessionError> {
        let head = self.entry(ticket)?.head;
        self.next(&mut Last::default(), Some(head), change)
            .map(|_| ())
    }

    /// Adds events that the store has already to the cases in memory.
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

    /// Stores events that came from the intake, all or none, with their names there, and adds them to the cases.
    pub fn add_from_colleagues(
        &mut self,
        events: Vec<(IdentifiedEvent, Option<Ticket>)>,
    ) -> Result<(), SessionError> {
        let _lock = self.store.lock().map_err(SessionError::Store)?;
        let mut last = self.store.last().map_err(SessionError::Store)?;
        for (known, _) in &events {
            let event = known.event();
            last.counter = last.counter.max(event.counter);
            // Our own events come back from the intake after this desk was restored from its backup.
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
