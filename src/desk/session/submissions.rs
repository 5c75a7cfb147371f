//! Adds submissions to the desk, and notes which of them were read.

use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::store::{About, NewCase};
use sotto::secret::Secret;
use sotto::ticket::Ticket;

impl Session {
    /// Stores submissions that opened, and adds each to its case. One that is here already is not changed.
    pub fn take_in(&mut self, cases: &[NewCase]) -> Result<(), SessionError> {
        self.store.keep_cases(cases).map_err(SessionError::Store)?;
        for case in cases {
            self.reread(case.ticket)?;
        }
        Ok(())
    }

    /// Reads one submission from the store again.
    pub fn reread(&mut self, ticket: Ticket) -> Result<(), SessionError> {
        self.cases
            .reread(&self.store, ticket)
            .map_err(SessionError::Store)
    }

    /// Returns a submission that came today, unread and without events, to be stored.
    pub fn new_case(&self, ticket: Ticket, content: Secret<Vec<u8>>, burst: bool) -> NewCase {
        NewCase {
            ticket,
            content,
            about: About {
                arrived: self.today,
                burst,
                read: false,
            },
            events: Vec::new(),
        }
    }

    /// Notes that all pieces of a submission's files are here.
    pub fn mark_complete(&mut self, ticket: Ticket) -> Result<(), SessionError> {
        self.store
            .mark_complete(ticket)
            .map_err(SessionError::Store)?;
        if let Some(record) = self.cases.record(ticket) {
            let about = record.about;
            self.cases.set_about(ticket, about, true);
        }
        Ok(())
    }

    /// Notes that the handler at this desk has read the whole case.
    pub fn mark_read(&mut self, ticket: Ticket) -> Result<(), SessionError> {
        let unread: Vec<_> = self
            .entry(ticket)?
            .records()
            .filter(|(_, record)| !record.about.read)
            .map(|(ticket, record)| (ticket, record.about, record.complete))
            .collect();
        for (ticket, about, complete) in unread {
            let about = About {
                read: true,
                ..about
            };
            self.store
                .set_about(ticket, about)
                .map_err(SessionError::Store)?;
            self.cases.set_about(ticket, about, complete);
        }
        Ok(())
    }
}
